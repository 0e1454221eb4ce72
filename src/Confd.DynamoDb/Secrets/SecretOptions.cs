using Confd.Shared;

namespace Confd.DynamoDb.Secrets;

/// <summary>How encrypted values of a table are encrypted and decrypted.</summary>
public sealed record SecretOptions
{
    /// <summary>
    /// An endpoint instead of the region's own for the Key Management Service. Null: <c>KMS_ENDPOINT_URL</c> (with <c>KMS_LOCAL</c>),
    /// <c>AWS_ENDPOINT_URL_KMS</c>, <c>AWS_ENDPOINT_URL</c>.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate() => new OptionCheck(nameof(SecretOptions)).Require(
        Endpoint is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
        nameof(Endpoint),
        "has to be an absolute address of http or https, such as http://localhost:4566");
}
