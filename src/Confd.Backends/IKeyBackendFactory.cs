namespace Confd.Backends;

/// <summary>A kind of backend: all that a program has to know to offer it. Registered once, in a <see cref="BackendRegistry"/>.</summary>
public interface IKeyBackendFactory
{
    /// <summary>What users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</summary>
    string Name { get; }

    /// <summary>What it reads from, as one phrase of the help: <c>Read keys from environment variables</c>.</summary>
    string Summary { get; }

    /// <summary>Its options, in the order of the help.</summary>
    IReadOnlyList<BackendOption> Options { get; }

    /// <summary>True where the source is reached over HTTP, so that proxies matter.</summary>
    bool UsesHttp { get; }

    /// <summary>Judges settings before anything is opened, for a check of configuration: that none is missing and none malformed.
    /// Whether what they name is there plays no role.</summary>
    /// <param name="section">What users say; its name is this factory's.</param>
    /// <exception cref="KeyBackendException">A setting is missing or wrong, in the words of <see cref="OpenAsync"/>.</exception>
    void Check(BackendSection section)
    {
    }

    /// <summary>Opens a backend; whoever opens it disposes it.</summary>
    /// <param name="section">What users say; its name is this factory's.</param>
    /// <param name="context">What the program gives, as <see cref="BackendContext.For"/> that section.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KeyBackendException">A setting is missing or wrong, or the source cannot be reached.</exception>
    Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken);
}
