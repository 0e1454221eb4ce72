namespace Confd.Flags.Service.Receiving;

/// <summary>The subject of events.</summary>
public enum EventKind
{
    /// <summary>Evaluations, contexts and custom events of an application.</summary>
    Analytics,

    /// <summary>The SDK itself.</summary>
    Diagnostic,
}
