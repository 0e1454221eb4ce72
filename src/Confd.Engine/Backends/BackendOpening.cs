using Confd.Backends;
using Confd.GoTemplate.Formatting;

namespace Confd.Engine.Backends;

/// <summary>Opens backends from the settings of users.</summary>
internal static class BackendOpening
{
    /// <summary>Opens the backend that a section names; the caller disposes it.</summary>
    /// <param name="backends">The backends that can be named.</param>
    /// <param name="section">The settings.</param>
    /// <param name="context">What the program provides to every backend.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KeyBackendException">The name is unknown, a setting is missing, or the source cannot be reached.</exception>
    public static async Task<IKeyBackend> OpenAsync(
        this BackendRegistry backends, BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        if (backends.Find(section.Name) is { } factory)
        {
            return await factory.OpenAsync(section, context.For(section), cancellationToken).ConfigureAwait(false);
        }

        string[] names = [.. backends.Factories.Select(each => each.Name)];
        var served = names.Length > 1 ? $"{string.Join(", ", names[..^1])} and {names[^1]}" : string.Concat(names.DefaultIfEmpty("none"));
        throw new KeyBackendException($"invalid backend {GoFormat.Quote(section.Name)}: this build serves {served}");
    }
}
