using Amazon.Runtime.CredentialManagement;
using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

public sealed class SharedProfileTests
{
    [Theory]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE", 0)]
    [InlineData("AWS_CONFIG_FILE", 1)]
    public void Files_WithoutTheirVariables_AreThoseThatTheSdkReads(string variable, int index)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(variable) is { Length: > 0 }, $"{variable} is set");
        string[] ofTheSdk = [SharedCredentialsFile.DefaultFilePath, SharedCredentialsFile.DefaultConfigFilePath];

        SharedProfile.Files[index].ShouldBe(ofTheSdk[index]);
    }
}
