package dev.coffer.acceptance;

import static dev.coffer.acceptance.ApiOperation.CREATE_CREDENTIAL;
import static dev.coffer.acceptance.ApiOperation.CREATE_TOKEN;
import static dev.coffer.acceptance.ApiOperation.CREATE_USER;
import static dev.coffer.acceptance.ApiOperation.GRANT;
import static dev.coffer.acceptance.BadInput.body;
import static dev.coffer.acceptance.BadInput.replaced;

import java.util.ArrayList;
import java.util.List;

/** Bad requests to IAM. */
final class IamInputs {
  private static final Refused INVALID = Refused.flat(400, "IAM.0001");
  private static final Refused WRONG_PASSWORD = Refused.flat(401, "IAM.0002");
  private static final Refused NOBODY = Refused.flat(404, "IAM.0004");

  private IamInputs() {}

  static List<BadInput> all() {
    var inputs = new ArrayList<BadInput>();
    inputs.addAll(tokens());
    inputs.addAll(users());
    inputs.addAll(
        List.of(
            body(CREATE_CREDENTIAL, "nothing", "{}", INVALID),
            body(CREATE_CREDENTIAL, "no user", "{'credential':{}}", INVALID),
            body(CREATE_CREDENTIAL, "nobody", "{'credential':{'user_id':'nobody'}}", NOBODY),
            body(GRANT, "nothing", "{}", INVALID),
            body(GRANT, "no list", "{'actions':'kms:cmk:list'}", INVALID),
            body(GRANT, "an empty list", "{'actions':[]}", INVALID),
            body(GRANT, "no action", "{'actions':['everything']}", INVALID),
            body(GRANT, "a null in the list", "{'actions':[null]}", INVALID),
            body(GRANT, "a number in the list", "{'actions':[1]}", INVALID),
            replaced(GRANT, "nobody", "{user}", "nobody", NOBODY)));
    return List.copyOf(inputs);
  }

  private static List<BadInput> tokens() {
    String user = "{'name':'nobody','password':'wrong','domain':{'name':'nowhere'}}";
    return List.of(
        body(CREATE_TOKEN, "nothing", "{}", INVALID),
        body(CREATE_TOKEN, "no identity", "{'auth':{}}", INVALID),
        body(CREATE_TOKEN, "no methods", identity("'password':{'user':" + user + "}"), INVALID),
        body(
            CREATE_TOKEN,
            "another method",
            identity("'methods':['totp'],'password':{'user':" + user + "}"),
            INVALID),
        body(CREATE_TOKEN, "a null as method", identity("'methods':[null]"), INVALID),
        body(CREATE_TOKEN, "no password", identity("'methods':['password']"), INVALID),
        body(CREATE_TOKEN, "no user", password("{}"), INVALID),
        body(CREATE_TOKEN, "no name", password("{'password':'p','domain':{'name':'d'}}"), INVALID),
        body(CREATE_TOKEN, "no domain", password("{'name':'n','password':'p'}"), INVALID),
        body(
            CREATE_TOKEN,
            "a number as password",
            password("{'name':'n','password':1,'domain':{'name':'d'}}"),
            INVALID),
        body(CREATE_TOKEN, "a user nobody knows", password(user), WRONG_PASSWORD),
        body(
            CREATE_TOKEN,
            "a wrong password",
            password("{'name':'admin','password':'wrong','domain':{'name':'coffer'}}"),
            WRONG_PASSWORD));
  }

  private static String password(String user) {
    return identity("'methods':['password'],'password':{'user':" + user + "}");
  }

  private static String identity(String fields) {
    return "{'auth':{'identity':{" + fields + "}}}";
  }

  private static List<BadInput> users() {
    return List.of(
        body(CREATE_USER, "nothing", "{}", INVALID),
        body(CREATE_USER, "no name", "{'user':{'password':'Never-Used#1'}}", INVALID),
        body(CREATE_USER, "no password", "{'user':{'name':'never-made'}}", INVALID),
        body(
            CREATE_USER,
            "a name of blanks",
            "{'user':{'name':'  ','password':'Never-Used#1'}}",
            INVALID),
        body(
            CREATE_USER,
            "a name twice",
            "{'user':{'name':'bad-input','password':'Never-Used#1'}}",
            Refused.flat(409, "IAM.0005")),
        body(
            CREATE_USER,
            "a short password",
            "{'user':{'name':'never-made','password':'x'}}",
            INVALID),
        body(
            CREATE_USER,
            "another domain",
            "{'user':{'name':'never-made','password':'Never-Used#1','domain_id':'x'}}",
            Refused.flat(403, "IAM.0003")));
  }
}
