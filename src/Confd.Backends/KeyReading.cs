namespace Confd.Backends;

/// <summary>The result of one read of a backend: immutable, shared by all resources of a cycle.</summary>
public abstract class KeyReading
{
    /// <summary>The number of keys read, before any resource selects; null where the backend does not count them.</summary>
    public virtual int? Count => null;

    /// <summary>True where files that contain a secret of this reading are readable for their owner only, unless their resources set
    /// another mode.</summary>
    public virtual bool MakesFilesPrivate => false;

    /// <summary>True where a value is a secret: a dry run does not show the file.</summary>
    /// <param name="key">A full key that <see cref="Select"/> returned.</param>
    public virtual bool IsSecret(string key) => false;

    /// <summary>The path under which the keys below a path are returned: a different one where names are converted to paths, such as
    /// <c>MY_APP_DB</c>.</summary>
    /// <param name="path">As users write it, cleaned: <c>/my_app</c>.</param>
    /// <returns>A cleaned path: <c>/my/app</c>; the same for most backends.</returns>
    public virtual string PathOf(string path) => path;

    /// <summary>The lookup keys that match nothing, where the original fails on them: rendering treats them as empty, as with other
    /// backends, but a check before a rollout reports them.</summary>
    /// <param name="lookupKeys">A subset of those given to <see cref="IKeyBackend.ReadAsync"/>.</param>
    public virtual IReadOnlyList<string> FindAbsent(IReadOnlyList<string> lookupKeys) => [];

    /// <summary>Applies the backend's own rules for lookup keys: exact or prefix, by text.</summary>
    /// <param name="lookupKeys">Keys of one resource, in its order; a subset of those given to <see cref="IKeyBackend.ReadAsync"/>.</param>
    /// <returns>Full keys (prefix included) with their values in UTF-8 or raw bytes; empty where nothing matches.</returns>
    public abstract IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys);
}
