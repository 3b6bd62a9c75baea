package io.veilpool.coordinator.security;

import io.veilpool.coordinator.settings.ApiRole;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the decision before every controller. */
@Configuration(proxyBeanMethods = false)
@ApiRole
class SecuredMvc implements WebMvcConfigurer {
    private final AccessInterceptor interceptor;

    SecuredMvc(
            CollaborationAccess access,
            Clock clock,
            @Value("${veilpool.open-calls-per-minute:120}") int openCallsPerMinute) {
        this.interceptor = new AccessInterceptor(access, openCallsPerMinute, clock);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(interceptor);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgument());
    }
}
