using System.Net;
using System.Text;

namespace Confd.Flags.Sync.Tests;

/// <summary>Answers requests without a network, and keeps their headers.</summary>
internal sealed class RecordingHandler : HttpMessageHandler
{
    public List<(Uri Address, Dictionary<string, string> Headers)> Requests { get; } = [];

    public string Body { get; set; } = """{"flags":{},"segments":{}}""";

    public string? EnvironmentId { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(
            (request.RequestUri!, request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString())));
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        if (EnvironmentId is not null)
        {
            response.Headers.Add("X-LD-EnvID", EnvironmentId);
        }

        return Task.FromResult(response);
    }
}
