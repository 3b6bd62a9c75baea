# Container images of the coordinator and the entity agent. Targets: coordinator-api, coordinator-worker, entity-agent.
#   docker build --target coordinator-api --build-arg BUILD_IMAGE=... --build-arg RUNTIME_IMAGE=... .
# Both base images must be given, by digest: BUILD_IMAGE has Maven 3.8 or newer and a JDK 25 (maven:3.9-eclipse-temurin-25
# does), RUNTIME_IMAGE has a Java 25 runtime, bash, glibc and apt (eclipse-temurin:25-jre does).
ARG BUILD_IMAGE
ARG RUNTIME_IMAGE

FROM ${BUILD_IMAGE} AS build
WORKDIR /source
COPY . .
RUN mvn -q -B -DskipTests -pl coordinator-service,entity-agent -am package \
 && for program in api worker; do \
      mkdir -p "/image/$program/coordinator-service/target/lib" "/image/$program/bin" \
      && cp bin/coordinator bin/java-home "/image/$program/bin/" \
      && cp coordinator-service/target/coordinator-service-*.jar "/image/$program/coordinator-service/target/" \
      && cp coordinator-service/target/lib/*.jar "/image/$program/coordinator-service/target/lib/"; \
    done \
 && mkdir -p /image/agent/entity-agent/target/lib /image/agent/bin \
 && cp bin/entity-agent bin/java-home /image/agent/bin/ \
 && cp entity-agent/target/entity-agent-*.jar /image/agent/entity-agent/target/ \
 && cp entity-agent/target/lib/*.jar /image/agent/entity-agent/target/lib/ \
 # The api neither needs nor gets a native engine.
 && rm /image/api/coordinator-service/target/lib/pytorch-native-*.jar /image/api/coordinator-service/target/lib/pytorch-jni-*.jar

FROM ${RUNTIME_IMAGE} AS runtime
RUN groupadd --gid 10002 veilpool \
 && useradd --uid 10002 --gid 10002 --no-create-home --home-dir /var/lib/veilpool --shell /usr/sbin/nologin veilpool \
 && install -d -o 10002 -g 10002 -m 0700 /var/lib/veilpool /var/cache/veilpool
# The native engine is unpacked there at the first start (450 MB): a volume, since the root file system is read-only.
ENV DJL_CACHE_DIR=/var/cache/veilpool HOME=/var/lib/veilpool
WORKDIR /var/lib/veilpool
USER 10002:10002

FROM runtime AS coordinator-api
COPY --from=build /image/api /opt/veilpool
EXPOSE 8080
ENTRYPOINT ["/opt/veilpool/bin/coordinator", "api"]

FROM runtime AS coordinator-worker
COPY --from=build /image/worker /opt/veilpool
EXPOSE 8081
ENTRYPOINT ["/opt/veilpool/bin/coordinator", "worker"]

FROM runtime AS entity-agent
# XGBoost's threads, for attackers on sensitive attributes.
USER 0:0
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
USER 10002:10002
COPY --from=build /image/agent /opt/veilpool
ENTRYPOINT ["/opt/veilpool/bin/entity-agent"]
