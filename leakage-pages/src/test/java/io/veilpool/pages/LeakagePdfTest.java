package io.veilpool.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class LeakagePdfTest {
    @Test
    void hasTheWordsAndTheFigures() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(LeakagePage.pdf(SampleReports.kept(SampleReports.balanced())))) {
            String text = new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");

            assertThat(text)
                    .contains(
                            "Leakage report of e1",
                            "PASS",
                            "0.24 (0.23 to 0.25), and 0.22 (0.21 to 0.23) on images",
                            "limit 0.30",
                            "Not within 1,024 pairs",
                            "CONTROLS FAILED",
                            "NOT CONVERGED",
                            "membership inference: not built",
                            "2026-11-26 18:05:00 UTC");
            assertThat(pdf.getPage(0).getMediaBox().getWidth())
                    .isCloseTo(PDRectangle.A4.getWidth(), org.assertj.core.api.Assertions.within(1f));
            keep(pdf, "report");
        }
    }

    @Test
    void isTaggedForScreenReadersAndBringsItsFont() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(LeakagePage.pdf(SampleReports.kept(SampleReports.balanced())))) {
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Veilpool: Leakage report of e1");
            for (PDPage page : pdf.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(name).isEmbedded())
                            .as(name.getName())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void drawsItsPlotsAsVectorsAndHoldsNoPicture() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(LeakagePage.pdf(SampleReports.kept(SampleReports.balanced())))) {
            Drawn drawn = Drawn.on(pdf);

            // Nine lanes of attacks and six of percentiles have a dot or a cross each, the curve six: curves are
            // circles only.
            assertThat(drawn.curves).isGreaterThan(4 * 20);
            assertThat(drawn.pictures).isZero();
            assertThat(pictureObjects(pdf)).isZero();
        }
    }

    @Test
    void theLocalCopyHoldsThePicturesAndSaysSoOnEveryPage() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(LeakagePage.pdf(SamplePreview.document()))) {
            assertThat(Drawn.on(pdf).pictures).isEqualTo(24);
            for (int number = 1; number <= pdf.getNumberOfPages(); number++) {
                PDFTextStripper stripper = new PDFTextStripper();
                stripper.setStartPage(number);
                stripper.setEndPage(number);
                assertThat(stripper.getText(pdf)).as("page " + number).contains(LocalPictures.MARK);
            }
            keep(pdf, "preview");
        }
    }

    @Test
    void writesLettersThatTheReadersOwnFontsLack() throws Exception {
        String name = "Krankenhaus \u0141\u00F3d\u017A";
        try (PDDocument pdf = Loader.loadPDF(LeakagePage.pdf(SampleReports.kept(SampleReports.of(
                name,
                SampleReports.attacks(),
                SampleReports.notRun(),
                "<script>\u202E",
                SampleReports.balanced().limits()))))) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("Leakage report of " + name, "<script>");
        }
    }

    /** To look at, one PNG a page. */
    private static void keep(PDDocument pdf, String name) throws Exception {
        String kept = System.getProperty("veilpool.pages.keep");
        if (kept != null) {
            for (int page = 0; page < pdf.getNumberOfPages(); page++) {
                BufferedImage image = new PDFRenderer(pdf).renderImageWithDPI(page, 80);
                ImageIO.write(image, "png", Files.newOutputStream(Path.of(kept, name + "-" + page + ".png")));
            }
        }
    }

    private static int pictureObjects(PDDocument pdf) throws Exception {
        Set<COSName> pictures = new HashSet<>();
        for (PDPage page : pdf.getPages()) {
            for (COSName name : page.getResources().getXObjectNames()) {
                if (page.getResources().isImageXObject(name)) {
                    pictures.add(name);
                }
            }
        }
        return pictures.size();
    }

    /** Counts what a page paints. */
    private static final class Drawn extends PDFGraphicsStreamEngine {
        private int curves;
        private int pictures;

        private Drawn(PDPage page) {
            super(page);
        }

        static Drawn on(PDDocument pdf) throws Exception {
            Drawn all = new Drawn(pdf.getPage(0));
            for (PDPage page : pdf.getPages()) {
                Drawn one = new Drawn(page);
                one.processPage(page);
                all.curves += one.curves;
                all.pictures += one.pictures;
            }
            return all;
        }

        @Override
        public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {
            curves++;
        }

        @Override
        public void drawImage(PDImage image) {
            pictures++;
        }

        @Override
        public void appendRectangle(
                java.awt.geom.Point2D p0,
                java.awt.geom.Point2D p1,
                java.awt.geom.Point2D p2,
                java.awt.geom.Point2D p3) {}

        @Override
        public void clip(int rule) {}

        @Override
        public void moveTo(float x, float y) {}

        @Override
        public void lineTo(float x, float y) {}

        @Override
        public java.awt.geom.Point2D getCurrentPoint() {
            return new java.awt.geom.Point2D.Float();
        }

        @Override
        public void closePath() {}

        @Override
        public void endPath() {}

        @Override
        public void strokePath() {}

        @Override
        public void fillPath(int rule) {}

        @Override
        public void fillAndStrokePath(int rule) {}

        @Override
        public void shadingFill(COSName name) {}
    }
}
