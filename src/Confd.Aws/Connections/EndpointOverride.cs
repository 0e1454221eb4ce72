namespace Confd.Aws.Connections;

/// <summary>The endpoint that the environment or the profile defines, if any.</summary>
/// <remarks>The SDK reads it too, but treats an empty variable as an address, where other tools treat it as not set.</remarks>
public static class EndpointOverride
{
    /// <summary>
    /// <c>SSM_ENDPOINT_URL</c> where <c>SSM_LOCAL</c> is not empty (with any text, as in the original), otherwise
    /// <c>AWS_ENDPOINT_URL_SSM</c>, otherwise <c>AWS_ENDPOINT_URL</c>, otherwise that of the profile; only the first with
    /// <c>AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true</c>.
    /// </summary>
    /// <param name="localName">The start of the first two variables: <c>SSM</c>; null for none.</param>
    /// <param name="serviceName">The end of the third: <c>SSM</c>.</param>
    /// <param name="environment">Reads a variable; null where it is not set.</param>
    /// <exception cref="AwsException">The value of a variable or the profile is not a URL.</exception>
    public static Uri? Find(string? localName, string serviceName, Func<string, string?> environment)
    {
        if (localName is not null
            && EnvironmentText.Find($"{localName}_LOCAL", environment) is not null
            && Variable($"{localName}_ENDPOINT_URL", environment) is { } local)
        {
            return local;
        }

        return string.Equals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase)
            ? null
            : Variable($"AWS_ENDPOINT_URL_{serviceName}", environment)
                ?? Variable("AWS_ENDPOINT_URL", environment)
                ?? Parse($"endpoint_url of profile {SharedProfile.ActiveName}", SharedProfile.EndpointOf(serviceName));
    }

    /// <summary>The text of an address from any source.</summary>
    /// <exception cref="AwsException">It is not one of http or https.</exception>
    internal static string UrlOf(Uri endpoint) =>
        IsWeb(endpoint) ? endpoint.AbsoluteUri : throw NoEndpoint($"\"{endpoint.OriginalString}\"");

    private static Uri? Variable(string name, Func<string, string?> environment) => Parse(name, environment(name));

    private static Uri? Parse(string source, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && IsWeb(endpoint) ? endpoint
        : throw NoEndpoint($"{source}=\"{text}\"");

    // HOST:PORT is an absolute URI too, with the host as its scheme.
    private static bool IsWeb(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    private static AwsException NoEndpoint(string what) => new(
        AwsFailure.Unreachable, $"{what} is not an endpoint; write it with its scheme, such as http://localhost:8000");
}
