package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.training.Progress;
import io.veilpool.pages.LocalPictures;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InsiderPicturesTest {
    private static final List<String> CLASSES =
            IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();

    private final TinyWorld world = TinyWorld.get();

    @Test
    void showsTheImagesThatWereRebuiltBestAndSomeAtTheMedian() {
        List<Double> perImage = new ArrayList<>(
                IntStream.range(0, 150).mapToObj(i -> i / 1000.0).toList());
        perImage.set(17, .9); // of 150 images the worst one percent are two
        perImage.set(4, .8);
        ProbeConfig few = new ProbeConfig(8, 1, 3, 16, 1e-3, 100, 150, 10);
        try (PrivateDpm dpm = TinyWorld.identity();
                Attackers attackers =
                        Attackers.train(few, world.networks, dpm, world.publicImages, 5, Progress.silent())) {
            LocalPictures pictures =
                    InsiderPictures.of(perImage, dpm, attackers, world.validationImages, world.validation, CLASSES);

            assertThat(pictures.scored()).isEqualTo(150);
            assertThat(pictures.worst()).extracting(LocalPictures.Pair::index).containsExactly(.9, .8);
            assertThat(pictures.worst().getFirst().original()).isEqualTo(address(17));
            assertThat(pictures.worst().getFirst().label()).isEqualTo("class " + world.validationImages.label(17));
            assertThat(pictures.worst().getFirst().rebuilt()).isNotEqualTo(address(17));
            assertThat(pictures.typical())
                    .hasSize(8)
                    .extracting(LocalPictures.Pair::index)
                    .allSatisfy(index -> assertThat(index).isBetween(.070, .080));
        }
    }

    @Test
    void showsAllOfFewImages() {
        ProbeConfig few = new ProbeConfig(8, 1, 3, 16, 1e-3, 100, 3, 10);
        try (PrivateDpm dpm = TinyWorld.identity();
                Attackers attackers =
                        Attackers.train(few, world.networks, dpm, world.publicImages, 5, Progress.silent())) {
            LocalPictures pictures = InsiderPictures.of(
                    List.of(.1, .3, .2), dpm, attackers, world.validationImages, world.validation, CLASSES);

            assertThat(pictures.worst()).extracting(LocalPictures.Pair::index).containsExactly(.3);
            assertThat(pictures.typical()).extracting(LocalPictures.Pair::index).containsExactly(.3, .2, .1);
        }
    }

    private String address(int image) {
        byte[] pixels = new byte[TinyWorld.IMAGE.values()];
        world.validationImages.pixels(image, pixels);
        byte[] png =
                PlainPng.encode(TinyWorld.IMAGE.channels(), TinyWorld.IMAGE.height(), TinyWorld.IMAGE.width(), pixels);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
