package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.Agencies;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Agencies: whom a domain trusts. */
final class AgencyApi {
  private static final String AGENCIES = "/v3.0/OS-AGENCY/agencies";
  private static final String AGENCY = AGENCIES + "/{agency_id}";
  private static final int MOST_DAYS = 365;

  private static final int LARGEST_PAGE = 500;
  private static final String FOREVER = "FOREVER";

  private final Iam iam;
  private final InstantSource clock;

  AgencyApi(Iam iam, InstantSource clock) {
    this.iam = iam;
    this.clock = clock;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read("ListAgencies", AGENCIES, "iam:agencies:listAgencies", this::list),
        AccountRows.read("ShowAgency", AGENCY, "iam:agencies:getAgency", this::show),
        AccountRows.change(
            Operation.Method.POST,
            "CreateAgency",
            AGENCIES,
            "iam:agencies:createAgency",
            Operation.Body.required(Request.class),
            201,
            this::create),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateAgency",
            AGENCY,
            "iam:agencies:updateAgency",
            Operation.Body.required(Request.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.DELETE,
            "DeleteAgency",
            AGENCY,
            "iam:agencies:deleteAgency",
            Operation.Body.none(),
            204,
            this::delete));
  }

  record ShowResponse(Shown agency) {}

  record ListResponse(List<Shown> agencies) {}

  /**
   * An agency as the vendor shows it.
   *
   * @param expireTime empty where it never does
   * @param duration in hours, where days are what is asked for
   */
  record Shown(
      String id,
      String name,
      DomainId domainId,
      String description,
      String trustDomainId,
      String trustDomainName,
      String createTime,
      String expireTime,
      String duration,
      String agencyUrn) {}

  private Shown shown(Agency agency) {
    return new Shown(
        agency.id(),
        agency.name(),
        agency.domainId(),
        agency.description(),
        switch (agency.trust()) {
          case Agency.Trust.Domain(DomainId id) -> id.value();
          case Agency.Trust.Service _ -> "";
        },
        switch (agency.trust()) {
          case Agency.Trust.Domain(DomainId id) ->
              iam.domains().find(id).map(Domain::name).orElse("");
          case Agency.Trust.Service(String name) -> name;
        },
        agency.createdAt().toString(),
        agency.expiresAt().map(Instant::toString).orElse(""),
        agency.life().map(AgencyApi::hours).orElse(FOREVER),
        "iam::" + agency.domainId() + ":agency:" + agency.name());
  }

  /** To the nearest hour: begin and end of a life were taken a moment apart. */
  private static String hours(Duration life) {
    return Long.toString(life.plusMinutes(30).toHours());
  }

  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> name = call.query().get("name");
    Optional<String> trusted = call.query().get("trust_domain_id");
    List<Shown> found =
        iam.agencies().list(call.caller().domainId()).stream()
            .filter(agency -> name.map(agency.name()::equals).orElse(true))
            .map(this::shown)
            .filter(agency -> trusted.map(agency.trustDomainId()::equals).orElse(true))
            .toList();
    return Reply.of(new ListResponse(Pages.asked(call, found, LARGEST_PAGE)));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(shown(agency(call))));
  }

  record Request(@Nullable Asked agency) {}

  record Asked(
      @Nullable String name,
      @Nullable String domainId,
      @Nullable String trustDomainId,
      @Nullable String trustDomainName,
      @Nullable String description,
      @Nullable JsonNode duration) {
    Asked {
      duration = duration == null || duration.isNull() ? null : duration;
    }
  }

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Asked asked = inputs.present("agency", call.body().agency());
    AccountRows.requireOwn(call, asked.domainId());
    Agency made =
        iam.agencies()
            .create(
                new Agencies.Wanted(
                    call.caller().domainId(),
                    inputs.present("agency.name", asked.name()),
                    Objects.requireNonNullElse(asked.description(), ""),
                    trust(inputs, asked),
                    life(inputs, asked.duration())));
    return Reply.of(new ShowResponse(shown(made)));
  }

  private Reply update(Call<Request> call) {
    Inputs inputs = call.inputs();
    Agency agency = agency(call);
    Asked asked = inputs.present("agency", call.body().agency());
    boolean trustsAsBefore = asked.trustDomainId() == null && asked.trustDomainName() == null;
    Optional<Instant> end =
        asked.duration() == null
            ? agency.expiresAt()
            : life(inputs, asked.duration()).map(clock.instant()::plus);
    Agency updated =
        iam.agencies()
            .update(
                agency,
                Objects.requireNonNullElse(asked.description(), agency.description()),
                trustsAsBefore ? agency.trust() : trust(inputs, asked),
                end);
    return Reply.of(new ShowResponse(shown(updated)));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    iam.agencies().delete(agency(call));
    return Reply.empty();
  }

  private Agency.Trust trust(Inputs inputs, Asked asked) {
    String name = asked.trustDomainName();
    if (name != null && name.startsWith(Agency.Trust.SERVICE_PREFIX)) {
      return new Agency.Trust.Service(name);
    }
    Optional<Domain> domain =
        asked.trustDomainId() != null
            ? DomainId.of(asked.trustDomainId()).flatMap(iam.domains()::find)
            : iam.domains().named(inputs.present("agency.trust_domain_name", name));
    return domain
        .map(found -> new Agency.Trust.Domain(found.id()))
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "trust_domain", Reason.ABSENT));
  }

  // FOREVER, ONEDAY, or a number of days.
  private static Optional<Duration> life(Inputs inputs, @Nullable JsonNode duration) {
    String text = duration == null ? FOREVER : duration.asString();
    return switch (text) {
      case FOREVER -> Optional.empty();
      case "ONEDAY" -> Optional.of(Duration.ofDays(1));
      default -> Optional.of(Duration.ofDays(inputs.number("agency.duration", text, 1, MOST_DAYS)));
    };
  }

  private Agency agency(Call<?> call) {
    return iam.agencies().require(call.caller().domainId(), call.path("agency_id"));
  }
}
