using Confd.Engine.Posix;
using Confd.Engine.Templates;
using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate;

namespace Confd.Engine.Validation;

/// <summary>Finds functions whose result is random in a template, and in the files whose names it contains as texts, as it may include
/// these. Another check reports templates that cannot be read.</summary>
internal sealed class RandomnessValidator(string templateFolder)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>The random functions that a template calls, in the order of their names; empty for none.</summary>
    public IReadOnlyCollection<string> Find(string path)
    {
        Look(path);
        return _found;
    }

    private void Look(string path)
    {
        if (!_seen.Add(path) || Read(path) is not { } template)
        {
            return;
        }

        _found.UnionWith(template.FunctionNames.Where(SprigFunctions.IsNondeterministic));
        if (template.FunctionNames.Contains("include"))
        {
            foreach (var name in template.StringConstants)
            {
                LookBelow(Path.GetFullPath(Path.Join(templateFolder, name.ToString().Replace('\0', ' '))));
            }
        }
    }

    // Nothing outside the folder can be included.
    private void LookBelow(string path)
    {
        if (RealPath.IsBelow(path, Path.GetFullPath(templateFolder)))
        {
            Look(path);
        }
    }

    private static Template? Read(string path)
    {
        try
        {
            return FileIdentity.Of(path) is null
                ? null
                : Template.Parse(Path.GetFileName(path), TemplateFile.Read(path), TemplateFunctions.ValidationTable);
        }
        catch (Exception exception) when (exception is TemplateException or TemplateFileException)
        {
            return null;
        }
    }
}
