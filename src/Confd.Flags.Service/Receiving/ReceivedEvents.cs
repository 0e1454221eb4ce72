namespace Confd.Flags.Service.Receiving;

/// <summary>One delivery of events from an SDK, as it was received. A class: a record would print its key.</summary>
public sealed class ReceivedEvents
{
    /// <summary>The environment's name.</summary>
    public required string Environment { get; init; }

    /// <summary>The path of the request, such as <c>/bulk</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The subject of the events.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>When they were received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>JSON: an array of events, or one object of diagnostics. Unpacked; not validated.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The version of their schema; null where the SDK did not send it.</summary>
    public string? Schema { get; init; }

    /// <summary>The delivery's id, the same for a retry; null where the SDK did not send it.</summary>
    public string? PayloadId { get; init; }

    /// <summary>The user agent of the SDK.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Tags of the application.</summary>
    public string? Tags { get; init; }

    /// <summary>The wrapper of the SDK, such as an OpenFeature provider.</summary>
    public string? Wrapper { get; init; }

    /// <summary>Distinguishes the clients of an application.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The key of the request, for forwarding the events; null where the path named the environment.</summary>
    public string? Key { get; init; }
}
