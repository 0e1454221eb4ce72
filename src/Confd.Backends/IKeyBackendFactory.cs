namespace Confd.Backends;

/// <summary>A kind of backend: everything that a program needs to offer it. Registered once, in a <see cref="BackendRegistry"/>.</summary>
public interface IKeyBackendFactory
{
    /// <summary>The name that users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</summary>
    string Name { get; }

    /// <summary>What it reads from, as one phrase of the help: <c>Read keys from environment variables</c>.</summary>
    string Summary { get; }

    /// <summary>Its options, in the order of the help.</summary>
    IReadOnlyList<BackendOption> Options { get; }

    /// <summary>True where the source is reached over HTTP, so that proxies matter.</summary>
    bool UsesHttp { get; }

    /// <summary>Validates settings before anything is opened, for a check of configuration: that none is missing and none malformed.
    /// Does not check whether what they name exists.</summary>
    /// <param name="section">The settings; its name is this factory's.</param>
    /// <exception cref="KeyBackendException">A setting is missing or wrong, in the words of <see cref="OpenAsync"/>.</exception>
    void Check(BackendSection section)
    {
    }

    /// <summary>Opens a backend; the caller disposes it.</summary>
    /// <param name="section">The settings; its name is this factory's.</param>
    /// <param name="context">The services and limits of the program, as <see cref="BackendContext.For"/> that section.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KeyBackendException">A setting is missing or wrong, or the source cannot be reached.</exception>
    Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken);
}
