namespace Confd.Backends;

/// <summary>What one read of a backend brought: immutable, shared by all resources of a cycle.</summary>
public abstract class KeyReading
{
    /// <summary>How many keys were read, before any resource selects; null where the backend does not know.</summary>
    public virtual int? Count => null;

    /// <summary>Applies the backend's own rules for lookup keys: exact or prefix, by text.</summary>
    /// <param name="lookupKeys">Keys of one resource, in its order; a subset of those given to <see cref="IKeyBackend.ReadAsync"/>.</param>
    /// <returns>Full keys (prefix included) with their values in UTF-8 or raw bytes; empty where nothing matches.</returns>
    public abstract IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys);
}
