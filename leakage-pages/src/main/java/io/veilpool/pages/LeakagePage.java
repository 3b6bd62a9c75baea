package io.veilpool.pages;

import com.openhtmltopdf.extend.FSSupplier;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * A leakage report as one page that needs nothing else: no script, no network, no font of the machine. The same report gives the same
 * HTML. However long a report is, what is drawn of it is bounded ({@link PageModel}), and the page says what it leaves out.
 */
public final class LeakagePage {
    private static final String ROOM = "io/veilpool/pages/";
    /** For browsers that open a copy from a disk, where no server tells them. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private static final String FONT_FAMILY = "Liberation Sans";
    private static final TemplateEngine ENGINE = engine();
    private static final String STYLE = style();

    static {
        FontMappers.set(new OneFont());
        XRLog.setLoggingEnabled(false); // it would tell of every property that is for browsers only
    }

    private LeakagePage() {}

    /** HTML that is well-formed XML too. */
    public static String html(LeakageDocument document) {
        Context context = new Context(Locale.ROOT);
        context.setVariable("page", PageModel.of(document));
        context.setVariable("style", STYLE);
        context.setVariable("policy", document.pictures() == null ? POLICY : POLICY + "; img-src data:");
        context.setVariable("printedMark", LocalPictures.PRINTED_MARK);
        return ENGINE.process("report", context);
    }

    /** The same page on A4. */
    public static byte[] pdf(LeakageDocument document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BatikSVGDrawer plots = new BatikSVGDrawer()) {
            PdfRendererBuilder builder = new PdfRendererBuilder();
            FSSupplier<InputStream> font = OneFont::open;
            builder.useFastMode()
                    .usePdfUaAccessibility(true) // tagged for screen readers
                    .useSVGDrawer(plots)
                    .useFont(font, FONT_FAMILY, 400, BaseRendererBuilder.FontStyle.NORMAL, true)
                    .useUriResolver(
                            (base, address) -> address.startsWith("data:") ? address : null) // nothing is fetched
                    .withHtmlContent(html(document), null)
                    .withProducer("Veilpool")
                    .toStream(out);
            builder.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a leakage report could not be made a PDF", e);
        }
        return out.toByteArray();
    }

    private static TemplateEngine engine() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(LeakagePage.class.getClassLoader());
        resolver.setTemplateMode(TemplateMode.XML); // escapes for both readers, and stays well-formed for the PDF
        resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
        resolver.setPrefix(ROOM);
        resolver.setSuffix(".html");
        TemplateEngine engine = new TemplateEngine();
        engine.setTemplateResolver(resolver);
        return engine;
    }

    private static String style() {
        try (InputStream in = resource("/" + ROOM + "report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        InputStream in = LeakagePage.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("the program lacks its file " + name);
        }
        return in;
    }
}
