namespace Confd.Flags.Service.Receiving;

/// <summary>What events are about.</summary>
public enum EventKind
{
    /// <summary>Evaluations, contexts and what happened in an application.</summary>
    Analytics,

    /// <summary>The SDK itself.</summary>
    Diagnostic,
}
