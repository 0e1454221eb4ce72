namespace Confd.Aws.Connections;

/// <summary>Which endpoint the environment asks for, if any.</summary>
public static class EndpointOverride
{
    /// <summary>
    /// <c>SSM_ENDPOINT_URL</c> where <c>SSM_LOCAL</c> is not empty (any text counts, as in the original), else
    /// <c>AWS_ENDPOINT_URL_SSM</c>, else <c>AWS_ENDPOINT_URL</c>; the last two not with
    /// <c>AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true</c>.
    /// </summary>
    /// <param name="localName">The start of the first two variables: <c>SSM</c>.</param>
    /// <param name="serviceName">The end of the third: <c>SSM</c>.</param>
    /// <param name="environment">Reads a variable; null where it is not set.</param>
    /// <exception cref="AwsException">A variable holds no URL.</exception>
    public static Uri? Find(string localName, string serviceName, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment($"{localName}_LOCAL")) && Parse($"{localName}_ENDPOINT_URL", environment) is { } local)
        {
            return local;
        }

        var isIgnored = string.Equals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase);
        return isIgnored ? null : Parse($"AWS_ENDPOINT_URL_{serviceName}", environment) ?? Parse("AWS_ENDPOINT_URL", environment);
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

        throw new AwsException(
            AwsFailure.Unreachable,
            $"{variable}=\"{text}\" is not an endpoint; write it with its scheme, such as http://localhost:8000");
    }
}
