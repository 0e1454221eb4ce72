using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Confd.Shared.Files;

namespace Confd.Aws.Connections;

/// <summary>The credentials of the container's role (ECS, EKS pod identities), as given by <c>AWS_CONTAINER_*</c>.</summary>
/// <remarks>The SDK's own class retries a rejection like a lost connection, for six seconds, over a separate connection.</remarks>
internal sealed class ContainerCredentials : ExpiringCredentials
{
    private const string RelativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private const string FullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    /// <summary>The variables that name the service, in their order.</summary>
    internal static readonly string[] Variables = [RelativeUri, FullUri];

    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.8)];
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    // The only addresses, except this machine's own, that get a token without TLS.
    private static readonly IPAddress[] Services =
        [IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    private readonly HttpClient _http;

    /// <summary>Creates the credentials; they are requested when they are first needed.</summary>
    /// <param name="http">Creates the connection.</param>
    public ContainerCredentials(SdkHttpClients http) => _http = http.CreateDirect(MaxWait);

    /// <summary>The credentials that the environment defines; null where it defines none.</summary>
    /// <param name="http">Creates the connection.</param>
    public static AWSCredentials? Find(SdkHttpClients http) =>
        EnvironmentText.Find(RelativeUri) is not null || EnvironmentText.Find(FullUri) is not null ? new ContainerCredentials(http) : null;

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> ObtainAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await RequestAsync().ConfigureAwait(false);
            }
            catch (Exception failed) when (attempt < Waits.Length && IsTransient(failed))
            {
                await Task.Delay(Waits[attempt], TimeProvider.System).ConfigureAwait(false);
            }
        }
    }

    private static bool IsTransient(Exception failed) => failed switch
    {
        HttpRequestException { StatusCode: { } status } =>
            status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
        HttpRequestException or TaskCanceledException => AwsFailures.IsTransient(AwsFailures.Classify(failed)),
        _ => false,
    };

    private static async Task<Uri> FindAsync()
    {
        if (EnvironmentText.Find(RelativeUri) is { } path)
        {
            // Without the slash, the rest of the address would be part of the host name.
            return path[0] == '/' ? new Uri($"http://{Services[0]}{path}") : throw Fault($"{RelativeUri} does not begin with a slash");
        }

        if (!Uri.TryCreate(EnvironmentText.Find(FullUri), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw Fault($"{FullUri} is not a URL");
        }

        return uri.Scheme == "https" || await IsNearAsync(uri).ConfigureAwait(false) ? uri : throw Fault(
            $"{FullUri} names {uri.Host}; without TLS it may be this machine, or the service of ECS or EKS");
    }

    private static async Task<bool> IsNearAsync(Uri uri) =>
        (await Dns.GetHostAddressesAsync(uri.IdnHost).ConfigureAwait(false))
            .All(address => IPAddress.IsLoopback(address) || Services.Contains(address));

    private static AmazonClientException Fault(string reason) => new(reason);

    private static CredentialsRefreshState Read(string text, Uri uri)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var keys = json.RootElement;
            return new CredentialsRefreshState(
                new ImmutableCredentials(
                    keys.GetProperty("AccessKeyId").GetString(),
                    keys.GetProperty("SecretAccessKey").GetString(),
                    keys.TryGetProperty("Token", out var token) ? token.GetString() : null),
                keys.TryGetProperty("Expiration", out var expiration) ? expiration.GetDateTimeOffset().UtcDateTime : DateTime.MaxValue);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw Fault($"{uri.GetLeftPart(UriPartial.Path)} answered with something other than credentials");
        }
    }

    private async Task<CredentialsRefreshState> RequestAsync()
    {
        var uri = await FindAsync().ConfigureAwait(false);
        var place = $"{uri.GetLeftPart(UriPartial.Path)}, which the environment names for container credentials,";
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        var token = EnvironmentText.Find("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") is { } file
            ? RegularFile.ReadText(file, RegularFile.MaxSecretBytes).TrimEnd()
            : EnvironmentText.Find("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        if (token is not null && !request.Headers.TryAddWithoutValidation("Authorization", token))
        {
            throw Fault("the token for container credentials has a line break");
        }

        using var answer = await SendAsync(request, place).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{place} answered with status {(int)answer.StatusCode}",
                inner: null,
                answer.StatusCode);
        }

        return Read(await answer.Content.ReadAsStringAsync().ConfigureAwait(false), uri);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string place)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead).ConfigureAwait(false);
        }
        catch (HttpRequestException failed)
        {
            throw new HttpRequestException(failed.HttpRequestError, $"{place} did not respond", failed);
        }
    }
}
