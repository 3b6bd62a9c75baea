package io.veilpool.coordinator.web;

import io.veilpool.coordinator.settings.ApiRole;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Parameters that controllers may have: {@link Paging}, {@link Once}. */
@Configuration(proxyBeanMethods = false)
@ApiRole
class WebConfiguration implements WebMvcConfigurer {
    private final FirstAnswers answers;

    WebConfiguration(FirstAnswers answers) {
        this.answers = answers;
    }

    /** JSON only, though libraries on the class path could read XML too. */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.configureMessageConvertersList(known -> known.removeIf(converter ->
                converter.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("xml")));
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new PagingArgument());
        resolvers.add(new OnceArgument(answers));
    }
}
