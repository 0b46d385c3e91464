// One scenario by the vendor's Go SDK; prints a line for each step, as the other clients do.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	dws "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dws/v2"
	dwsmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dws/v2/model"
	gaussdb "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/gaussdb/v3"
	gaussdbmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/gaussdb/v3/model"
	iam "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3"
	iammodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3/model"
	kms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/kms/v2"
	kmsmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/kms/v2/model"
)

func step(name string, value any) { fmt.Printf("%s=%v\n", name, value) }

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func to[T any](value T) *T { return &value }

func connect(builder *core.HcHttpClientBuilder, credential auth.ICredential) *core.HcHttpClient {
	return must(builder.WithEndpoint(os.Getenv("COFFER_ENDPOINT")).WithCredential(credential).SafeBuild())
}

func main() {
	ak, sk := os.Getenv("CLOUD_SDK_AK"), os.Getenv("CLOUD_SDK_SK")
	instance := os.Getenv("COFFER_INSTANCE")
	project := must(basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithProjectId(os.Getenv("COFFER_PROJECT")).SafeBuild())
	domain := must(global.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithDomainId(os.Getenv("COFFER_DOMAIN")).SafeBuild())

	k := kms.NewKmsClient(connect(kms.KmsClientBuilder(), project))
	key := *must(k.CreateKey(&kmsmodel.CreateKeyRequest{Body: &kmsmodel.CreateKeyRequestBody{
		KeyAlias: "go", KeyDescription: to("中文 <&>")}})).KeyInfo.KeyId
	ofKey := &kmsmodel.OperateKeyRequestBody{KeyId: key}
	shown := must(k.ListKeyDetail(&kmsmodel.ListKeyDetailRequest{Body: ofKey})).KeyInfo
	step("key_state", *shown.KeyState)
	step("key_description", *shown.KeyDescription)
	made := must(k.CreateDatakey(&kmsmodel.CreateDatakeyRequest{Body: &kmsmodel.CreateDatakeyRequestBody{
		KeyId: key, DatakeyLength: to("256")}}))
	step("datakey", len(*made.PlainText))
	sealed := must(k.EncryptData(&kmsmodel.EncryptDataRequest{Body: &kmsmodel.EncryptDataRequestBody{
		KeyId: key, PlainText: "hello"}})).CipherText
	step("decrypted", *must(k.DecryptData(&kmsmodel.DecryptDataRequest{Body: &kmsmodel.DecryptDataRequestBody{
		CipherText: *sealed}})).PlainText)
	must(k.EnableKeyRotation(&kmsmodel.EnableKeyRotationRequest{Body: ofKey}))
	step("rotation", *must(k.ShowKeyRotationStatus(&kmsmodel.ShowKeyRotationStatusRequest{Body: ofKey})).KeyRotationEnabled)

	g := gaussdb.NewGaussDBClient(connect(gaussdb.GaussDBClientBuilder(), project))
	status := gaussdbmodel.GetBackupEncryptRequestEncryptionStatusEnum()
	kind := gaussdbmodel.GetBackupEncryptRequestTypeEnum().KMS
	_, err := g.ModifyBackupEncryptStatus(&gaussdbmodel.ModifyBackupEncryptStatusRequest{InstanceId: instance,
		Body: &gaussdbmodel.BackupEncryptRequest{}})
	var refused *sdkerr.ServiceResponseError
	if errors.As(err, &refused) {
		step("refused", fmt.Sprintf("%d %s", refused.StatusCode, refused.ErrorCode))
	}
	for _, body := range []*gaussdbmodel.BackupEncryptRequest{
		{EncryptionStatus: status.OFF}, {EncryptionStatus: status.ON, Type: &kind, KmsKeyId: &key}} {
		step("encryption", must(g.ModifyBackupEncryptStatus(&gaussdbmodel.ModifyBackupEncryptStatusRequest{
			InstanceId: instance, Body: body})).EncryptionStatus.Value())
	}
	step("encryption_shown", must(g.DescribeBackupEncryptStatus(&gaussdbmodel.DescribeBackupEncryptStatusRequest{
		InstanceId: instance})).EncryptionStatus.Value())
	backup := *must(g.CreateGaussMySqlBackup(&gaussdbmodel.CreateGaussMySqlBackupRequest{
		Body: &gaussdbmodel.MysqlCreateBackupRequest{InstanceId: instance, Name: "go-backup"}})).Backup.Id
	deadline := time.Now().Add(2 * time.Minute)
	for {
		listed := *must(g.ShowGaussMySqlBackupList(&gaussdbmodel.ShowGaussMySqlBackupListRequest{BackupId: &backup})).Backups
		if *listed[0].Status != "BUILDING" || time.Now().After(deadline) {
			step("backup", *listed[0].Status)
			step("backup_type", *listed[0].Type)
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	step("page_after_the_last", len(*must(g.ShowGaussMySqlBackupList(&gaussdbmodel.ShowGaussMySqlBackupListRequest{
		BackupId: &backup, Offset: to("1"), Limit: to("10")})).Backups))
	must(g.DeleteGaussMySqlBackup(&gaussdbmodel.DeleteGaussMySqlBackupRequest{BackupId: backup}))

	d := dws.NewDwsClient(connect(dws.DwsClientBuilder(), project))
	step("clusters", *must(d.ListClusters(&dwsmodel.ListClustersRequest{})).Count)

	i := iam.NewIamClient(connect(iam.IamClientBuilder(), domain))
	user := must(i.KeystoneCreateUser(&iammodel.KeystoneCreateUserRequest{Body: &iammodel.KeystoneCreateUserRequestBody{
		User: &iammodel.KeystoneCreateUserOption{Name: "go-user", Password: to("Ever-Used#1")}}})).User.Id
	step("user", must(i.KeystoneShowUser(&iammodel.KeystoneShowUserRequest{UserId: user})).User.Name)
	must(i.KeystoneDeleteUser(&iammodel.KeystoneDeleteUserRequest{UserId: user}))
	step("versions", must(i.KeystoneListVersions(&iammodel.KeystoneListVersionsRequest{})).Versions.Values[0].Id)
}
