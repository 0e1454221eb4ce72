using System.Buffers;
using System.Text.Json;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Streams;

/// <summary>Server-sent events: one line of data each, as all readers of LaunchDarkly's and OpenFeature's SDKs accept it.</summary>
internal static class StreamText
{
    /// <summary>A comment: readers skip it, and proxies see that the connection is alive.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ":\n\n"u8.ToArray();

    // One blank: an event without data is dropped by its reader.
    private static readonly ReadOnlyMemory<byte> Ping = "event: ping\ndata:  \n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> PutStart = "event: put\ndata: {\"path\":\"/\",\"data\":"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> PutEnd = "}\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FlagsPutStart = "event: put\ndata: "u8.ToArray();
    private static readonly ReadOnlyMemory<byte> EventEnd = "\n\n"u8.ToArray();

    /// <summary>The first events of a new stream.</summary>
    public static ReadOnlyMemory<byte>[] Opening(Revision revision, StreamForm form) => form switch
    {
        StreamForm.Everything => [PutStart, revision.Data, PutEnd],
        StreamForm.Flags => [FlagsPutStart, revision.FlagsData, EventEnd],
        StreamForm.Pings => [Ping],
        _ => [Refetch(revision)],
    };

    /// <summary>The events of an entry for streams of a form.</summary>
    public static ReadOnlyMemory<byte>[] Of(FeedEntry entry, StreamForm form, IReadOnlyList<RevisionChange>? changes) => entry switch
    {
        { Kind: FeedEntryKind.Heartbeat } => [Heartbeat],
        { Kind: FeedEntryKind.Change, Revision: { } revision } => changes is null || form is StreamForm.Pings or StreamForm.Refetches
            ? Opening(revision, form)
            : [Changes(changes, form)],
        _ => [],
    };

    private static ReadOnlyMemory<byte> Changes(IReadOnlyList<RevisionChange> changes, StreamForm form)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var change in changes)
        {
            var path = form == StreamForm.Everything
                ? $"/{(change.Kind == DataKind.Features ? "flags" : "segments")}/{change.Key}"
                : $"/{change.Key}";
            if (form == StreamForm.Everything || change.Kind == DataKind.Features)
            {
                Write(output, path, change);
            }
        }

        return output.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> output, string path, RevisionChange change)
    {
        output.Write(change.Json is null ? "event: delete\ndata: "u8 : "event: patch\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonBytes.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, path);
            if (change.Json is { } json)
            {
                writer.WritePropertyName("data"u8);
                writer.WriteRawValue(json.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteNumber("version"u8, change.Version);
            }

            writer.WriteEndObject();
        }

        output.Write(EventEnd.Span);
    }

    private static ReadOnlyMemory<byte> Refetch(Revision revision)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("id: "u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(revision.Id));
        output.Write("\nevent: message\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonBytes.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "refetchEvaluation"u8);
            writer.WriteString("etag"u8, revision.Id);
            writer.WriteNumber("lastModified"u8, revision.Snapshot.ReadAt.ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        output.Write(EventEnd.Span);
        return output.WrittenMemory;
    }
}
