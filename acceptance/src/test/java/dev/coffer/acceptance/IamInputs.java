package dev.coffer.acceptance;

import static dev.coffer.acceptance.ApiOperation.CREATE_AGENCY;
import static dev.coffer.acceptance.ApiOperation.CREATE_CREDENTIAL;
import static dev.coffer.acceptance.ApiOperation.CREATE_ENTERPRISE_PROJECT;
import static dev.coffer.acceptance.ApiOperation.CREATE_GROUP;
import static dev.coffer.acceptance.ApiOperation.CREATE_PROJECT;
import static dev.coffer.acceptance.ApiOperation.CREATE_ROLE;
import static dev.coffer.acceptance.ApiOperation.CREATE_TEMPORARY_KEY;
import static dev.coffer.acceptance.ApiOperation.CREATE_TOKEN;
import static dev.coffer.acceptance.ApiOperation.CREATE_USER;
import static dev.coffer.acceptance.ApiOperation.GRANT;
import static dev.coffer.acceptance.ApiOperation.SET_LOGIN_POLICY;
import static dev.coffer.acceptance.ApiOperation.SET_PASSWORD_POLICY;
import static dev.coffer.acceptance.BadInput.body;
import static dev.coffer.acceptance.BadInput.replaced;

import java.util.ArrayList;
import java.util.List;

/** Bad requests to IAM. */
final class IamInputs {
  private static final Refused INVALID = Refused.flat(400, "IAM.0001");
  private static final Refused WRONG_PASSWORD = Refused.flat(401, "IAM.0002");
  private static final Refused FORBIDDEN = Refused.flat(403, "IAM.0003");
  private static final Refused NOBODY = Refused.flat(404, "IAM.0004");

  private IamInputs() {}

  static List<BadInput> all() {
    var inputs = new ArrayList<BadInput>();
    inputs.addAll(tokens());
    inputs.addAll(users());
    inputs.addAll(groups());
    inputs.addAll(roles());
    inputs.addAll(projects());
    inputs.addAll(policies());
    inputs.addAll(agencies());
    inputs.addAll(temporaryKeys());
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
            "a list as password",
            password("{'name':'n','password':[1],'domain':{'name':'d'}}"),
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

  private static List<BadInput> groups() {
    return List.of(
        body(CREATE_GROUP, "nothing", "{}", INVALID),
        body(CREATE_GROUP, "no name", "{'group':{}}", INVALID),
        body(CREATE_GROUP, "a blank name", "{'group':{'name':' '}}", INVALID),
        body(CREATE_GROUP, "a long name", "{'group':{'name':'" + "x".repeat(129) + "'}}", INVALID),
        body(
            CREATE_GROUP,
            "a long description",
            "{'group':{'name':'never-made','description':'" + "x".repeat(256) + "'}}",
            INVALID),
        body(
            CREATE_GROUP,
            "another domain",
            "{'group':{'name':'never-made','domain_id':'x'}}",
            FORBIDDEN));
  }

  private static List<BadInput> roles() {
    return List.of(
        body(CREATE_ROLE, "nothing", "{}", INVALID),
        body(CREATE_ROLE, "no policy", "{'role':{'display_name':'never-made'}}", INVALID),
        role("no version", "{'Statement':[{'Effect':'Allow','Action':['kms:cmk:list']}]}"),
        role("no statement", "{'Version':'1.1','Statement':[]}"),
        role("no action", "{'Version':'1.1','Statement':[{'Effect':'Allow'}]}"),
        role("no policy at all", "[]"),
        role("an unknown effect", rule("'Effect':'Maybe','Action':['kms:cmk:list']")),
        role("an unknown member", rule("'Effect':'Allow','Action':['kms:cmk:list'],'Who':[]")),
        role(
            "an unknown condition",
            rule(
                "'Effect':'Allow','Action':['kms:cmk:list'],"
                    + "'Condition':{'StringEquals':{'g:Nothing':['x']}}")));
  }

  private static String rule(String members) {
    return "{'Version':'5.0','Statement':[{" + members + "}]}";
  }

  private static BadInput role(String what, String policy) {
    return body(
        CREATE_ROLE,
        what,
        "{'role':{'display_name':'never-made','policy':" + policy + "}}",
        INVALID);
  }

  private static List<BadInput> projects() {
    return List.of(
        body(CREATE_PROJECT, "nothing", "{}", INVALID),
        body(CREATE_PROJECT, "no name", "{'project':{}}", INVALID),
        body(
            CREATE_PROJECT,
            "a parent that is none",
            "{'project':{'name':'never-made','parent_id':'nobody'}}",
            NOBODY),
        body(
            CREATE_PROJECT,
            "a name twice",
            "{'project':{'name':'cn-north-4'}}",
            Refused.flat(409, "IAM.0005")),
        body(
            CREATE_PROJECT,
            "another domain",
            "{'project':{'name':'never-made','domain_id':'x'}}",
            FORBIDDEN),
        body(CREATE_ENTERPRISE_PROJECT, "nothing", "{}", INVALID),
        body(
            CREATE_ENTERPRISE_PROJECT,
            "the default one's name",
            "{'name':'default'}",
            Refused.flat(409, "IAM.0005")));
  }

  private static List<BadInput> policies() {
    return List.of(
        body(SET_PASSWORD_POLICY, "nothing", "{}", INVALID),
        body(
            SET_PASSWORD_POLICY,
            "too short a length",
            "{'password_policy':{'minimum_password_length':5}}",
            INVALID),
        body(
            SET_PASSWORD_POLICY,
            "a text for a number",
            "{'password_policy':{'minimum_password_length':'eight'}}",
            INVALID),
        replaced(SET_PASSWORD_POLICY, "another domain", "{domain}", "0".repeat(32), FORBIDDEN),
        body(SET_LOGIN_POLICY, "nothing", "{}", INVALID),
        body(
            SET_LOGIN_POLICY,
            "too many failures",
            "{'login_policy':{'login_failed_times':11}}",
            INVALID),
        body(
            SET_LOGIN_POLICY,
            "what a console would need",
            "{'login_policy':{'session_timeout':15}}",
            INVALID));
  }

  private static List<BadInput> agencies() {
    return List.of(
        body(CREATE_AGENCY, "nothing", "{}", INVALID),
        agency("no name", "'trust_domain_name':'op_svc_dws'", INVALID),
        agency("no trust", "'name':'never-made'", INVALID),
        agency("a trust in nobody", "'name':'never-made','trust_domain_name':'nobody'", NOBODY),
        agency("a trust in no id", "'name':'never-made','trust_domain_id':'nobody'", NOBODY),
        agency("a life of nothing", trusted("'duration':0"), INVALID),
        agency("too long a life", trusted("'duration':366"), INVALID),
        agency("a life of another kind", trusted("'duration':'SOON'"), INVALID),
        agency("another domain", trusted("'domain_id':'x'"), FORBIDDEN),
        agency(
            "a name twice",
            "'name':'DWSAccessKMS','trust_domain_name':'op_svc_dws'",
            Refused.flat(409, "IAM.0005")));
  }

  private static String trusted(String more) {
    return "'name':'never-made','trust_domain_name':'op_svc_dws'," + more;
  }

  private static BadInput agency(String what, String fields, Refused refused) {
    return body(CREATE_AGENCY, what, "{'agency':{" + fields + "}}", refused);
  }

  private static List<BadInput> temporaryKeys() {
    return List.of(
        body(CREATE_TEMPORARY_KEY, "nothing", "{}", INVALID),
        body(CREATE_TEMPORARY_KEY, "no identity", "{'auth':{}}", INVALID),
        temporary("no method", "'token':{}", INVALID),
        temporary("another method", "'methods':['password']", INVALID),
        temporary(
            "too short a life", "'methods':['token'],'token':{'duration_seconds':899}", INVALID),
        temporary(
            "too long a life", "'methods':['token'],'token':{'duration_seconds':86401}", INVALID),
        temporary(
            "a text for a number",
            "'methods':['token'],'token':{'duration_seconds':'an hour'}",
            INVALID),
        temporary("a policy of another kind", "'methods':['token'],'policy':[]", INVALID),
        temporary(
            "a policy that says nothing",
            "'methods':['token'],'policy':{'Version':'1.1','Statement':[]}",
            INVALID),
        temporary(
            "a token nobody knows",
            "'methods':['token'],'token':{'id':'unknown'}",
            Refused.NOT_AUTHENTICATED),
        temporary("no agency", "'methods':['assume_role']", INVALID),
        temporary(
            "an agency that is none",
            "'methods':['assume_role'],'assume_role':{'agency_name':'none','domain_name':'coffer'}",
            FORBIDDEN),
        temporary(
            "a service's agency",
            "'methods':['assume_role'],'assume_role':{'agency_name':'DWSAccessKMS',"
                + "'domain_name':'coffer'}",
            FORBIDDEN));
  }

  private static BadInput temporary(String what, String fields, Refused refused) {
    return body(CREATE_TEMPORARY_KEY, what, "{'auth':{'identity':{" + fields + "}}}", refused);
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
