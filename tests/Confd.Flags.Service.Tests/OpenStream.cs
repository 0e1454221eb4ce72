using System.Text;

namespace Confd.Flags.Service.Tests;

/// <summary>Reads server-sent events as they come.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private OpenStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body, Encoding.UTF8);
    }

    public HttpResponseMessage Response => _response;

    public static async Task<OpenStream> OpenAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return new OpenStream(response, await response.Content.ReadAsStreamAsync());
        }
    }

    /// <summary>The next event's name and data, or ":" for a sign of life; null at the end.</summary>
    public async Task<(string Name, string Data)?> NextAsync()
    {
        using var patience = new CancellationTokenSource(ServedTable.Patience);
        var (name, data) = ("message", "");
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(':'))
            {
                await _reader.ReadLineAsync(patience.Token);
                return (":", "");
            }

            if (line.Length == 0)
            {
                return (name, data);
            }

            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : name;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : data;
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
