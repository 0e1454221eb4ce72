using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>One file of <c>conf.d</c>: TOML, whose settings are validated when it is read as a <see cref="Resource"/>.</summary>
/// <remarks>Names of settings may be written in any case; unknown ones are ignored, as in the original.</remarks>
/// <param name="document">The whole file.</param>
internal sealed class ResourceFile(TomlTable document)
{
    private readonly SettingsTable _document = new(document);

    /// <summary>True where there is a <c>[backend]</c> table without a name: it has no effect, the global backend is used.</summary>
    public bool HasUnnamedBackend => _document.Table("backend") is { } backend && backend.Text(BackendRegistry.NameKey) is null;

    /// <summary>Reads a file, below <c>CONFDIR/conf.d</c> or elsewhere.</summary>
    /// <exception cref="ResourceException">It cannot be read or is not TOML.</exception>
    public static ResourceFile Open(string path)
    {
        try
        {
            return Parse(RegularFile.ReadAll(path), path);
        }
        catch (FileReadException exception)
        {
            throw new ResourceException($"cannot process template resource {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file from its bytes.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static ResourceFile Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return new ResourceFile(TomlReader.Read(utf8, path));
        }
        catch (TomlException exception)
        {
            throw NotProcessed(path, exception);
        }
    }

    /// <summary>Reads the resource.</summary>
    /// <param name="context">The environment of its settings.</param>
    /// <exception cref="ResourceException">A setting is invalid.</exception>
    public Resource Read(ResourceContext context)
    {
        RequireTypes(context.Backends);
        return new ResourceReader(document, context, problem => throw problem.Error).Read();
    }

    /// <summary>What the resource claims to write, even where other settings are invalid.</summary>
    /// <param name="context">The environment of its settings.</param>
    public DestinationClaim FindClaim(ResourceContext context)
    {
        try
        {
            return new ResourceReader(document, context, static _ => { }).ReadClaim();
        }
        catch (Exception)
        {
            // Whatever the problem is, it was reported when the resource was read.
            return new DestinationClaim(document.Path);
        }
    }

    /// <summary>Checks that every setting is of its type, whatever its value.</summary>
    /// <param name="backends">The backends whose options a <c>[backend]</c> table may contain.</param>
    /// <exception cref="ResourceException">One is not.</exception>
    public void RequireTypes(BackendRegistry backends)
    {
        try
        {
            KnownSettings.RequireTypes(document, backends);
        }
        catch (TomlException exception)
        {
            throw NotProcessed(document.Path, exception);
        }
    }

    /// <summary>The unused settings, in the order of the file.</summary>
    /// <param name="backends">The backends whose options a <c>[backend]</c> table may contain.</param>
    public IEnumerable<UnknownSetting> FindUnknown(BackendRegistry backends) => KnownSettings.FindUnknown(document, backends);

    private static ResourceException NotProcessed(string path, TomlException exception) =>
        new($"cannot process template resource {path}: {TomlProblem.Describe(exception)}", exception);
}
