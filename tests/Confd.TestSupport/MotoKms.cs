using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Confd.TestSupport.Faults;

namespace Confd.TestSupport;

/// <summary>A KMS key of moto under an alias of its own, and a proxy that counts and harms what is asked of it.</summary>
public sealed class MotoKms : IAsyncDisposable
{
    private MotoKms(FaultProxy proxy, string alias)
    {
        Proxy = proxy;
        Alias = alias;
    }

    /// <summary>In front of the service.</summary>
    public FaultProxy Proxy { get; }

    /// <summary><c>alias/NAME</c>.</summary>
    public string Alias { get; }

    /// <summary>Where programs reach it.</summary>
    public Uri Url => new(Proxy.Url);

    /// <summary>Makes a key. Skips the test without moto.</summary>
    public static async Task<MotoKms> StartAsync()
    {
        var kms = new MotoKms(await FaultProxy.StartAsync(BackendServers.Moto), "alias/t" + Guid.NewGuid().ToString("N"));
        var key = await SendAsync("CreateKey", []);
        await SendAsync(
            "CreateAlias",
            new JsonObject { ["AliasName"] = kms.Alias, ["TargetKeyId"] = key["KeyMetadata"]!["KeyId"]!.GetValue<string>() });
        return kms;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    /// <summary>Asks moto itself, past the proxy.</summary>
    public static async Task<JsonNode> SendAsync(string operation, JsonObject body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, BackendServers.Moto)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        request.Headers.Add("X-Amz-Target", $"TrentService.{operation}");

        // moto finds the service in the signature's scope and does not verify signatures.
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=dummy/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonNode>() ?? new JsonObject();
    }
}
