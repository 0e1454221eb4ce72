namespace Confd.Flags.Service.Receiving;

/// <summary>One delivery of events from an SDK, as it came. A class: a record would print its key.</summary>
public sealed class ReceivedEvents
{
    /// <summary>The environment's name.</summary>
    public required string Environment { get; init; }

    /// <summary>The path of the request, such as <c>/bulk</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What they are about.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>When they came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>JSON: an array of events, or one object of diagnostics. Unpacked; not looked at.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The version of their form; null where the SDK did not say.</summary>
    public string? Schema { get; init; }

    /// <summary>The same for a delivery that is made again; null where the SDK did not say.</summary>
    public string? PayloadId { get; init; }

    /// <summary>Which SDK sent them.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Tags of the application.</summary>
    public string? Tags { get; init; }

    /// <summary>What wraps the SDK, such as a provider of OpenFeature.</summary>
    public string? Wrapper { get; init; }

    /// <summary>Tells the clients of an application apart.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The key that was shown, for who forwards the events; null where the path named the environment.</summary>
    public string? Key { get; init; }
}
