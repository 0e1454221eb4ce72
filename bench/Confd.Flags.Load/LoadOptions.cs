using System.Net;
using System.Text;

namespace Confd.Flags.Load;

/// <summary>What is asked, how often, and of whom.</summary>
internal sealed record LoadOptions
{
    public required IPEndPoint Address { get; init; }

    public required int ProcessId { get; init; }

    public string Name { get; init; } = "";

    public string Method { get; init; } = "GET";

    public string Path { get; init; } = "/";

    public string? Header { get; init; }

    public string? Body { get; init; }

    public int Requests { get; init; } = 20_000;

    public int Connections { get; init; } = 16;

    /// <summary>So many streams are opened, in place of requests.</summary>
    public int Streams { get; init; }

    /// <summary>Run when all streams are open; what each of them then hears is awaited.</summary>
    public string? Trigger { get; init; }

    /// <summary>The request as it goes over the wire.</summary>
    public byte[] RequestBytes()
    {
        var body = Encoding.UTF8.GetBytes(Body ?? "");
        var head = new StringBuilder($"{Method} {Path} HTTP/1.1\r\nHost: {Address}\r\n");
        if (Header is not null)
        {
            head.Append(Header).Append("\r\n");
        }

        if (Body is not null)
        {
            head.Append("Content-Type: application/json\r\n").Append("Content-Length: ").Append(body.Length).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public static LoadOptions Parse(string[] args)
    {
        var values = args.Chunk(2)
            .ToDictionary(pair => pair[0].TrimStart('-'), pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);
        return new LoadOptions
        {
            Address = IPEndPoint.Parse(values["address"]),
            ProcessId = int.Parse(values["pid"], System.Globalization.CultureInfo.InvariantCulture),
            Name = values.GetValueOrDefault("name", ""),
            Method = values.GetValueOrDefault("method", "GET"),
            Path = values.GetValueOrDefault("path", "/"),
            Header = values.GetValueOrDefault("header"),
            Body = values.GetValueOrDefault("body"),
            Requests = Number("requests", 20_000),
            Connections = Number("connections", 16),
            Streams = Number("streams", 0),
            Trigger = values.GetValueOrDefault("trigger"),
        };

        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;
    }
}
