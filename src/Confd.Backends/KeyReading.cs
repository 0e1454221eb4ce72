namespace Confd.Backends;

/// <summary>What one read of a backend brought: immutable, shared by all resources of a cycle.</summary>
public abstract class KeyReading
{
    /// <summary>How many keys were read, before any resource selects; null where the backend does not know.</summary>
    public virtual int? Count => null;

    /// <summary>True where files that a secret of this reading went into are for their owner alone, unless their resources say
    /// otherwise.</summary>
    public virtual bool MakesFilesPrivate => false;

    /// <summary>True where a value is a secret: a dry run does not show the file.</summary>
    /// <param name="key">A full key that <see cref="Select"/> gave.</param>
    public virtual bool IsSecret(string key) => false;

    /// <summary>The path under which the keys below a path are given: another where the names of what is read become paths, as
    /// <c>MY_APP_DB</c> does.</summary>
    /// <param name="path">As somebody writes it, cleaned: <c>/my_app</c>.</param>
    /// <returns>A cleaned path: <c>/my/app</c>; the same for most backends.</returns>
    public virtual string PathOf(string path) => path;

    /// <summary>The lookup keys that name nothing that exists, where the original fails on them: a rendering takes them for empty, as with
    /// other backends, but a check before a rollout does not.</summary>
    /// <param name="lookupKeys">A subset of those given to <see cref="IKeyBackend.ReadAsync"/>.</param>
    public virtual IReadOnlyList<string> FindAbsent(IReadOnlyList<string> lookupKeys) => [];

    /// <summary>Applies the backend's own rules for lookup keys: exact or prefix, by text.</summary>
    /// <param name="lookupKeys">Keys of one resource, in its order; a subset of those given to <see cref="IKeyBackend.ReadAsync"/>.</param>
    /// <returns>Full keys (prefix included) with their values in UTF-8 or raw bytes; empty where nothing matches.</returns>
    public abstract IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys);
}
