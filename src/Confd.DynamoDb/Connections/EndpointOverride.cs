namespace Confd.DynamoDb.Connections;

/// <summary>Which endpoint the environment asks for, if any.</summary>
internal static class EndpointOverride
{
    /// <summary>
    /// <c>DYNAMODB_ENDPOINT_URL</c> where <c>DYNAMODB_LOCAL</c> is not empty (any text counts, as in the original), else
    /// <c>AWS_ENDPOINT_URL_DYNAMODB</c>, else <c>AWS_ENDPOINT_URL</c>; the last two not with
    /// <c>AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true</c>.
    /// </summary>
    public static Uri? ForDynamoDb(Func<string, string?> environment) =>
        Local(environment) ?? Configured(environment, "AWS_ENDPOINT_URL_DYNAMODB");

    /// <summary>The same for the stream endpoint: DynamoDB Local answers both on one address.</summary>
    public static Uri? ForStreams(Func<string, string?> environment) =>
        Local(environment) ?? Configured(environment, "AWS_ENDPOINT_URL_DYNAMODB_STREAMS");

    private static Uri? Local(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("DYNAMODB_LOCAL")) ? null : Parse("DYNAMODB_ENDPOINT_URL", environment);

    private static Uri? Configured(Func<string, string?> environment, string serviceVariable)
    {
        var isIgnored = string.Equals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase);
        return isIgnored ? null : Parse(serviceVariable, environment) ?? Parse("AWS_ENDPOINT_URL", environment);
    }

    private static Uri? Parse(string variable, Func<string, string?> environment)
    {
        var text = environment(variable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https")
        {
            return endpoint;
        }

        throw new DynamoDbException(
            DynamoDbFailure.Unreachable,
            $"{variable}=\"{text}\" is not an endpoint; write it with its scheme, such as http://localhost:8000");
    }
}
