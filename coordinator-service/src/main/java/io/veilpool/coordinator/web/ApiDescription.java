package io.veilpool.coordinator.web;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.Scopes;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.OpenToAnyone;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.model.protocol.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI 3.1 description: security schemes, errors, and one example per schema from {@code openapi/examples.json}. */
@Configuration(proxyBeanMethods = false)
@ApiRole
class ApiDescription {
    private static final String PERSON = "person";
    private static final String AGENT = "agent";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, Once.class, Paging.class);
    }

    @Bean
    OpenAPI description(CoordinatorSettings settings) {
        SecurityScheme agent = new SecurityScheme()
                .type(SecurityScheme.Type.OAUTH2)
                .description("Agents: client_credentials with private_key_jwt (ES256, the enrolled key)")
                .flows(new OAuthFlows()
                        .clientCredentials(new OAuthFlow()
                                .tokenUrl(settings.tokenEndpoint())
                                .scopes(new Scopes())));
        SecurityScheme person = new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat("JWT")
                .description("People: the accessToken of POST /api/v1/logins");
        return new OpenAPI()
                .info(new Info()
                        .title("Veilpool coordinator")
                        .version("v1")
                        .description(
                                "Collaborations of institutions that train one classifier without showing one another"
                                        + " their images. Errors are application/problem+json."))
                .servers(List.of(new Server().url(settings.base())))
                .components(new Components().addSecuritySchemes(AGENT, agent).addSecuritySchemes(PERSON, person));
    }

    @Bean
    OperationCustomizer rights() {
        return (operation, method) -> {
            Requires requires = method.getMethodAnnotation(Requires.class);
            if (requires != null) {
                operation.addSecurityItem(new SecurityRequirement().addList(PERSON));
                operation.addSecurityItem(new SecurityRequirement().addList(AGENT));
                operation.setDescription("Needs the right " + requires.value() + ".");
            } else if (method.hasMethodAnnotation(OpenToAnyone.class)) {
                operation.setSecurity(List.of());
            }
            for (MethodParameter parameter : method.getMethodParameters()) {
                if (parameter.getParameterType() == Paging.class) {
                    operation.addParametersItem(query("page", "from 0", 0));
                    operation.addParametersItem(query("size", "1 to " + Paging.MAX_SIZE, Paging.DEFAULT_SIZE));
                }
                if (parameter.getParameterType() == Once.class && method.hasMethodAnnotation(PostMapping.class)) {
                    operation.addParametersItem(new Parameter()
                            .in("header")
                            .name(OnceArgument.HEADER)
                            .description("Any key of your own: the same request again gets the first answer again")
                            .schema(new StringSchema()));
                }
            }
            problem(operation);
            return operation;
        };
    }

    @Bean
    OpenApiCustomizer examples(JsonMapper json) {
        return description -> {
            ModelConverters.getInstance(true).read(Problem.class).forEach(description.getComponents()::addSchemas);
            Map<?, ?> examples = read(json);
            description.getComponents().getSchemas().forEach((name, schema) -> {
                Object example = examples.get(name);
                if (example != null) {
                    schema.setExample(example);
                }
            });
        };
    }

    private static void problem(Operation operation) {
        Schema<?> problem = new Schema<>().$ref("#/components/schemas/Problem");
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("Refused, or failed")
                                .content(new Content()
                                        .addMediaType("application/problem+json", new MediaType().schema(problem))));
    }

    private static Parameter query(String name, String description, int standard) {
        Schema<Object> number = new Schema<>();
        number.addType("integer");
        number.setDefault(standard);
        return new Parameter().in("query").name(name).description(description).schema(number);
    }

    private static Map<?, ?> read(JsonMapper json) {
        try (InputStream source = ApiDescription.class.getResourceAsStream("/openapi/examples.json")) {
            return source == null ? Map.of() : json.readValue(source, Map.class);
        } catch (IOException e) {
            throw new IllegalStateException("openapi/examples.json cannot be read", e);
        }
    }
}
