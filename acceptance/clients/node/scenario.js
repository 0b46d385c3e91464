// One scenario by the vendor's Node SDK; prints a line for each step, as the other clients do. Its
// packages for KMS, TaurusDB and DWS are not published, so their calls go through the core's client;
// the root of its iam package does not load, its v3 does.
const { BasicCredentials, GlobalCredentials } = require('@huaweicloud/huaweicloud-sdk-core');
const { ClientBuilder } = require('@huaweicloud/huaweicloud-sdk-core/ClientBuilder');
const iam = require('@huaweicloud/huaweicloud-sdk-iam/v3/public-api');

const { COFFER_ENDPOINT, COFFER_PROJECT, COFFER_DOMAIN, COFFER_INSTANCE, CLOUD_SDK_AK, CLOUD_SDK_SK } = process.env;
const project = new BasicCredentials().withAk(CLOUD_SDK_AK).withSk(CLOUD_SDK_SK).withProjectId(COFFER_PROJECT);
const domain = new GlobalCredentials().withAk(CLOUD_SDK_AK).withSk(CLOUD_SDK_SK).withDomainId(COFFER_DOMAIN);
const client = new ClientBuilder((http) => http).withCredential(project).withEndpoint(COFFER_ENDPOINT).build();

const step = (name, value) => console.log(`${name}=${value}`);
const call = (method, url, data, queryParams = {}) =>
  client.sendRequest({ method, url, data, queryParams, pathParams: {}, headers: {}, contentType: 'application/json' });
const kms = (name, data) => call('POST', `/v1.0/{project_id}/kms/${name}`, data);

async function main() {
  const key = (await kms('create-key', { key_alias: 'node', key_description: '中文 <&>' })).key_info.key_id;
  const shown = (await kms('describe-key', { key_id: key })).key_info;
  step('key_state', shown.key_state);
  step('key_description', shown.key_description);
  step('datakey', (await kms('create-datakey', { key_id: key, datakey_length: '256' })).plain_text.length);
  const sealed = (await kms('encrypt-data', { key_id: key, plain_text: 'hello' })).cipher_text;
  step('decrypted', (await kms('decrypt-data', { cipher_text: sealed })).plain_text);
  await kms('enable-key-rotation', { key_id: key });
  step('rotation', (await kms('get-key-rotation-status', { key_id: key })).key_rotation_enabled);

  const encryption = `/v3/{project_id}/instances/${COFFER_INSTANCE}/backups/encryption`;
  try {
    await call('POST', encryption, { encryption_status: 'maybe' });
  } catch (refused) {
    step('refused', `${refused.httpStatusCode} ${refused.errorCode}`);
  }
  for (const body of [{ encryption_status: 'off' }, { encryption_status: 'on', type: 'kms', kms_key_id: key }]) {
    step('encryption', (await call('POST', encryption, body)).encryption_status);
  }
  step('encryption_shown', (await call('GET', encryption)).encryption_status);
  const backup = (await call('POST', '/v3/{project_id}/backups/create',
    { instance_id: COFFER_INSTANCE, name: 'node-backup' })).backup.id;
  const list = async (query) => (await call('GET', '/v3/{project_id}/backups', undefined,
    { backup_id: backup, ...query })).backups;
  const deadline = Date.now() + 120_000;
  let listed = await list({});
  while (listed[0].status === 'BUILDING' && Date.now() < deadline) {
    await new Promise((next) => setTimeout(next, 200));
    listed = await list({});
  }
  step('backup', listed[0].status);
  step('backup_type', listed[0].type);
  step('page_after_the_last', (await list({ offset: '1', limit: '10' })).length);
  await call('DELETE', `/v3/{project_id}/backups/${backup}`);

  step('clusters', (await call('GET', '/v1.0/{project_id}/clusters')).count);

  const users = iam.IamClient.newBuilder().withCredential(domain).withEndpoint(COFFER_ENDPOINT).build();
  const user = new iam.KeystoneCreateUserOption().withName('node-user').withPassword('Ever-Used#1');
  const made = (await users.keystoneCreateUser(new iam.KeystoneCreateUserRequest()
    .withBody(new iam.KeystoneCreateUserRequestBody().withUser(user)))).user.id;
  step('user', (await users.keystoneShowUser(new iam.KeystoneShowUserRequest().withUserId(made))).user.name);
  await users.keystoneDeleteUser(new iam.KeystoneDeleteUserRequest().withUserId(made));
  step('versions', (await users.keystoneListVersions(new iam.KeystoneListVersionsRequest())).versions.values[0].id);
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
