"""One scenario by the vendor's Python SDK; prints a line for each step, as the other clients do."""
import os
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkdws import v2 as dws
from huaweicloudsdkgaussdb import v3 as gaussdb
from huaweicloudsdkiam import v3 as iam
from huaweicloudsdkkms import v2 as kms

ENDPOINT = os.environ["COFFER_ENDPOINT"]
AK, SK = os.environ["CLOUD_SDK_AK"], os.environ["CLOUD_SDK_SK"]
INSTANCE = os.environ["COFFER_INSTANCE"]
BASIC = BasicCredentials(AK, SK, os.environ["COFFER_PROJECT"])
GLOBAL = GlobalCredentials(AK, SK, os.environ["COFFER_DOMAIN"])


def client(of, credentials):
    return of.new_builder().with_credentials(credentials).with_endpoints([ENDPOINT]).build()


def step(name, value):
    print(f"{name}={value}", flush=True)


k = client(kms.KmsClient, BASIC)
key = k.create_key(kms.CreateKeyRequest(
    body=kms.CreateKeyRequestBody(key_alias="python", key_description="中文 <&>"))).key_info.key_id
of_key = kms.OperateKeyRequestBody(key_id=key)
shown = k.list_key_detail(kms.ListKeyDetailRequest(body=of_key)).key_info
step("key_state", shown.key_state)
step("key_description", shown.key_description)
made = k.create_datakey(kms.CreateDatakeyRequest(
    body=kms.CreateDatakeyRequestBody(key_id=key, datakey_length="256")))
step("datakey", len(made.plain_text))
sealed = k.encrypt_data(kms.EncryptDataRequest(
    body=kms.EncryptDataRequestBody(key_id=key, plain_text="hello"))).cipher_text
step("decrypted", k.decrypt_data(kms.DecryptDataRequest(
    body=kms.DecryptDataRequestBody(cipher_text=sealed))).plain_text)
k.enable_key_rotation(kms.EnableKeyRotationRequest(body=of_key))
step("rotation", k.show_key_rotation_status(
    kms.ShowKeyRotationStatusRequest(body=of_key)).key_rotation_enabled)

g = client(gaussdb.GaussDBClient, BASIC)
try:
    g.modify_backup_encrypt_status(gaussdb.ModifyBackupEncryptStatusRequest(
        instance_id=INSTANCE, body=gaussdb.BackupEncryptRequest(encryption_status="maybe")))
except ClientRequestException as refused:
    step("refused", f"{refused.status_code} {refused.error_code}")
for body in (gaussdb.BackupEncryptRequest(encryption_status="off"),
             gaussdb.BackupEncryptRequest(encryption_status="on", type="kms", kms_key_id=key)):
    step("encryption", g.modify_backup_encrypt_status(
        gaussdb.ModifyBackupEncryptStatusRequest(instance_id=INSTANCE, body=body)).encryption_status)
step("encryption_shown", g.describe_backup_encrypt_status(
    gaussdb.DescribeBackupEncryptStatusRequest(instance_id=INSTANCE)).encryption_status)
ordered = g.create_gauss_my_sql_backup(gaussdb.CreateGaussMySqlBackupRequest(
    body=gaussdb.MysqlCreateBackupRequest(instance_id=INSTANCE, name="python-backup")))
backup = ordered.backup.id
deadline = time.monotonic() + 120
while True:
    listed = g.show_gauss_my_sql_backup_list(
        gaussdb.ShowGaussMySqlBackupListRequest(backup_id=backup)).backups
    if listed[0].status != "BUILDING" or time.monotonic() > deadline:
        break
    time.sleep(0.2)
step("backup", listed[0].status)
step("backup_type", listed[0].type)
step("page_after_the_last", len(g.show_gauss_my_sql_backup_list(
    gaussdb.ShowGaussMySqlBackupListRequest(backup_id=backup, offset="1", limit="10")).backups))
g.delete_gauss_my_sql_backup(gaussdb.DeleteGaussMySqlBackupRequest(backup_id=backup))

d = client(dws.DwsClient, BASIC)
step("clusters", d.list_clusters(dws.ListClustersRequest()).count)

i = client(iam.IamClient, GLOBAL)
user = i.keystone_create_user(iam.KeystoneCreateUserRequest(body=iam.KeystoneCreateUserRequestBody(
    user=iam.KeystoneCreateUserOption(name="python-user", password="Ever-Used#1")))).user.id
step("user", i.keystone_show_user(iam.KeystoneShowUserRequest(user_id=user)).user.name)
i.keystone_delete_user(iam.KeystoneDeleteUserRequest(user_id=user))
step("versions", i.keystone_list_versions(
    iam.KeystoneListVersionsRequest()).versions.values[0].id)
