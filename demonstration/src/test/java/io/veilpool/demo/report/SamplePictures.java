package io.veilpool.demo.report;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small made-up pictures in place of reconstructions. */
final class SamplePictures {
    private SamplePictures() {}

    static Pictures of(List<String> entities) throws IOException {
        Pictures pictures = new Pictures(row(0, 0), row(0, 10), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int i = 0; i < entities.size(); i++) {
            pictures.poisoned().put(entities.get(i), row(i + 1, 250));
            pictures.insider().put(entities.get(i), row(0, 40));
        }
        return pictures;
    }

    private static List<String> row(int seed, int noise) throws IOException {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(seed * 31L + i);
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setPaint(new GradientPaint(
                    0, 0, Color.getHSBColor(i / 8f, .4f, .9f), 0, 32, Color.getHSBColor(i / 8f + .4f, .5f, .4f)));
            graphics.fillRect(0, 0, 32, 32);
            graphics.setColor(Color.getHSBColor(i / 8f + .5f, .8f, .8f));
            graphics.fillOval(6 + i % 3, 8, 18, 14 + i % 4);
            graphics.dispose();
            for (int p = 0; p < 1024 && noise > 0; p++) {
                Color c = new Color(image.getRGB(p % 32, p / 32));
                int d = random.nextInt(2 * noise + 1) - noise;
                image.setRGB(
                        p % 32,
                        p / 32,
                        new Color(
                                        Math.clamp(c.getRed() + d, 0, 255),
                                        Math.clamp(c.getGreen() - d / 2, 0, 255),
                                        Math.clamp(c.getBlue() + d / 3, 0, 255))
                                .getRGB());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            row.add("data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray()));
        }
        return row;
    }
}
