using Confd.Flags.DynamoDb.Tests;

[assembly: AssemblyFixture(typeof(AwsEnvironment))]

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>
/// What the SDK's credential chain finds in this process: the chain reads the environment of the process and nothing else. Most tests
/// give their credentials themselves and do not notice.
/// </summary>
public sealed class AwsEnvironment
{
    /// <summary>The access key that the chain finds.</summary>
    public const string AccessKeyId = "chainkey";

    /// <summary>Sets the variables before the first test.</summary>
    public AwsEnvironment()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "dummy");
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", null);
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
    }
}
