using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;

namespace Confd.Engine.Validation;

/// <summary>Finds the resource files for a validation.</summary>
internal static class ValidationFiles
{
    /// <summary>All files below <c>conf.d</c>, or the given one: absolute, or relative to <c>conf.d</c>.</summary>
    /// <exception cref="ValidationException">The file or the folder is absent or cannot be read.</exception>
    public static IReadOnlyList<string> Find(string configDirectory, string? resource)
    {
        var folder = ResourceFolder.PathIn(configDirectory);
        if (!string.IsNullOrEmpty(resource))
        {
            var file = Path.IsPathRooted(resource) ? resource : GoPath.Join(folder, resource);
            return UnixFile.Exists(file) ? [file] : throw new ValidationException($"resource file not found: {file}");
        }

        if (!UnixFile.Exists(folder))
        {
            throw new ValidationException($"config directory not found: {folder}");
        }

        try
        {
            return ResourceFolder.FindFiles(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ValidationException($"failed to list config files: {problem.Message}", problem);
        }
    }
}
