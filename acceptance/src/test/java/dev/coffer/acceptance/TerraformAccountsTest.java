package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.iam.v3.model.CreateUserRequest;
import com.huaweicloud.sdk.iam.v3.model.ShowUserLoginProtectRequest;
import com.huaweicloud.sdk.iam.v3.model.ShowUserRequest;
import com.huaweicloud.sdk.iam.v3.model.UpdateLoginProtectRequest;
import com.huaweicloud.sdk.iam.v3.model.UpdateUserRequest;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Requests about accounts and keys as the vendor's Terraform provider 1.97.1 made them, recorded,
 * and what it reads of the answers. It reads its own changes back and finds fault with any that is
 * not as ordered.
 */
@ExtendWith(Iam.OfItsOwn.class)
@TestInstance(Lifecycle.PER_CLASS)
final class TerraformAccountsTest {
  private static final String USER_AGENT = "terraform-provider-iac golangsdk/2.0.0";

  private final Iam iam;
  private String token;

  TerraformAccountsTest(Iam iam) {
    this.iam = iam;
  }

  @BeforeAll
  void signIn() {
    token = iam.wire().token(iam.account());
  }

  private Answer send(String method, String path, String body) {
    return iam.wire()
        .send(
            Request.of(
                    method,
                    path.replace("{domain}", iam.account().domainId())
                        .replace("{project}", iam.account().projectId()),
                    body.replace("{domain}", iam.account().domainId()).replace('\'', '"') + "\n")
                .with("X-Auth-Token", token)
                .with("User-Agent", USER_AGENT));
  }

  private JsonNode ask(int status, String method, String path, String body) {
    Answer answer = send(method, path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    return answer.json();
  }

  private Answer get(String path) {
    return iam.wire()
        .send(
            Request.of("GET", path.replace("{project}", iam.account().projectId()), "")
                .with("X-Auth-Token", token)
                .with("User-Agent", USER_AGENT));
  }

  @Test
  void userIsWhatItWasOrderedToBe() {
    JsonNode made =
        ask(
            201,
            "POST",
            "/v3.0/OS-USER/users",
            "{'user':{'name':'tf-worker','domain_id':'{domain}','password':'Worker-12-horses',"
                + "'description':'first','enabled':true,'pwd_status':true}}");
    String path = "/v3.0/OS-USER/users/" + made.at("/user/id").asString();
    JsonNode shown = get(path).json().get("user");
    assertThat(shown.get("description").asString()).isEqualTo("first");
    assertThat(shown.get("access_mode").asString()).isEqualTo("default");
    assertThat(shown.get("enabled").booleanValue()).isTrue();
    assertThat(shown.get("pwd_status").booleanValue()).isTrue();
    assertThat(get(path + "/login-protect").json().at("/login_protect/verification_method"))
        .hasToString("\"none\"");

    ask(200, "PUT", path, "{'user':{'description':'','enabled':false,'pwd_status':false}}");
    JsonNode changed = get(path).json().get("user");
    assertThat(changed.get("name").asString()).isEqualTo("tf-worker");
    assertThat(changed.get("description").asString()).isEmpty();
    assertThat(changed.get("enabled").booleanValue()).isFalse();
    assertThat(changed.get("pwd_status").booleanValue()).isFalse();
  }

  @Test
  void userKeepsTheNameOfNoOther() {
    iam.user("tf-first");
    String other = iam.user("tf-second");
    assertThat(send("PUT", "/v3.0/OS-USER/users/" + other, "{'user':{'name':'tf-first'}}"))
        .returns(409, Answer::status)
        .returns("IAM.0005", Answer::code);
    assertThat(
            ask(
                    200,
                    "PUT",
                    "/v3.0/OS-USER/users/" + other,
                    "{'user':{'name':'tf-third','password':'Third-12-horses'}}")
                .at("/user/name")
                .asString())
        .isEqualTo("tf-third");
    assertThat(iam.wire().token(iam.account().domainName(), "tf-third", "Third-12-horses", null))
        .isNotEmpty();
  }

  @Test
  void whatAUserCannotHaveIsRefused() {
    for (String field :
        List.of("'email':'a@b.example'", "'phone':'123'", "'access_mode':'console'")) {
      assertThat(
              send(
                  "POST",
                  "/v3.0/OS-USER/users",
                  "{'user':{'name':'tf-never','password':'Never-12-horses'," + field + "}}"))
          .as(field)
          .returns(400, Answer::status);
    }
    assertThat(get("/v3/users?name=tf-never").json().get("users")).isEmpty();
  }

  @Test
  void policyHasTheTypeThatItWasMadeWith() {
    JsonNode made =
        ask(
            201,
            "POST",
            "/v3.0/OS-ROLE/roles",
            "{'role':{'display_name':'tf-policy','type':'XA','description':'d','policy':"
                + "{'Version':'1.1','Statement':[{'Action':['kms:cmk:list'],'Effect':'Allow'}]}}}");
    String path = "/v3.0/OS-ROLE/roles/" + made.at("/role/id").asString();
    assertThat(get(path).json().at("/role/type").asString()).isEqualTo("XA");
  }

  @Test
  void agencyLastsAsLongAsItWasGiven() {
    JsonNode made =
        ask(
            201,
            "POST",
            "/v3.0/OS-AGENCY/agencies",
            "{'agency':{'domain_id':'{domain}','name':'tf-agency',"
                + "'trust_domain_name':'op_svc_dws','duration':5}}");
    String path = "/v3.0/OS-AGENCY/agencies/" + made.at("/agency/id").asString();
    assertThat(made.at("/agency/duration").asString()).isEqualTo("120");
    ask(200, "PUT", path, "{'agency':{'description':'only said'}}");
    assertThat(get(path).json().at("/agency/duration").asString()).isEqualTo("120");
    ask(200, "PUT", path, "{'agency':{'duration':'ONEDAY'}}");
    assertThat(get(path).json().at("/agency/duration").asString()).isEqualTo("24");
    ask(200, "PUT", path, "{'agency':{'duration':'FOREVER'}}");
    assertThat(get(path).json().at("/agency/duration").asString()).isEqualTo("FOREVER");
  }

  @Test
  void listsThatAreReadByPagesEnd() {
    JsonNode all = get("/v3/roles?page=1&per_page=300").json().get("roles");
    assertThat(all.size()).isGreaterThan(5);
    assertThat(get("/v3/roles?page=2&per_page=300").json().get("roles")).isEmpty();
    assertThat(get("/v3/roles?page=2&per_page=2").json().get("roles").get(0)).isEqualTo(all.get(2));
    assertThat(
            get("/v3/roles?display_name=key_administrator&page=1&per_page=300").json().get("roles"))
        .hasSize(1);
    assertThat(get("/v3/projects?per_page=5000&page=2").json().get("projects")).isEmpty();
    assertThat(get("/v3.0/OS-AGENCY/agencies?page=2&per_page=100").json().get("agencies"))
        .isEmpty();
  }

  @Test
  void keysAreListedByMoreThanAPageHas() {
    ask(
        200,
        "POST",
        "/v1.0/{project}/kms/create-key",
        "{'key_alias':'tf-listed','key_description':'d'}");
    JsonNode listed = ask(200, "POST", "/v1.0/{project}/kms/list-keys", "{'limit':2000}");
    assertThat(listed.get("key_details")).isNotEmpty();
    assertThat(listed.get("truncated").asString()).isEqualTo("false");
  }

  @Test
  void aliasesComeAsThePageThatTheProviderReads() {
    String key =
        ask(200, "POST", "/v1.0/{project}/kms/create-key", "{'key_alias':'tf-named'}")
            .at("/key_info/key_id")
            .asString();
    ask(
        200,
        "POST",
        "/v1.0/{project}/kms/aliases",
        "{'key_id':'" + key + "','alias':'alias/tf-other'}");
    String path = "/v1.0/{project}/kms/aliases?key_id=" + key + "&limit=50";
    assertThat(get(path).json().at("/aliases/0/alias").asString()).isEqualTo("alias/tf-other");
    Request fromAnSdk =
        Request.of("GET", path.replace("{project}", iam.account().projectId()), "")
            .with("X-Auth-Token", token)
            .with("User-Agent", "huaweicloud-usdk-go/3.0");
    assertThat(iam.wire().send(fromAnSdk).json().at("/0/aliases/0/alias").asString())
        .isEqualTo("alias/tf-other");
  }

  @Test
  void theSdkReadsAUserToo() {
    String id =
        iam.client()
            .createUser(
                new CreateUserRequest()
                    .withBody(
                        body ->
                            body.withUser(
                                user ->
                                    user.withName("sdk-worker")
                                        .withDomainId(iam.account().domainId())
                                        .withPassword(Iam.PASSWORD))))
            .getUser()
            .getId();
    iam.client()
        .updateUser(
            new UpdateUserRequest()
                .withUserId(id)
                .withBody(body -> body.withUser(user -> user.withDescription("said"))));
    assertThat(
            iam.client().showUser(new ShowUserRequest().withUserId(id)).getUser().getDescription())
        .isEqualTo("said");
    iam.client()
        .updateLoginProtect(
            new UpdateLoginProtectRequest()
                .withUserId(id)
                .withBody(
                    body ->
                        body.withLoginProtect(
                            wanted -> wanted.withEnabled(false).withVerificationMethod("sms"))));
    assertThat(
            iam.client()
                .showUserLoginProtect(new ShowUserLoginProtectRequest().withUserId(id))
                .getLoginProtect()
                .getEnabled())
        .isFalse();
  }
}
