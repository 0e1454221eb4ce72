using System.Text;
using Confd.Engine.Commands;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.Shared;

namespace Confd.Engine.Resources;

/// <summary>Makes one resource yield a file for every name below a key.</summary>
/// <remarks>
/// Template and <c>dest</c> get a dot with <c>.Name</c>, such as <c>acme</c>, and <c>.Key</c>, such as <c>/tenants/acme</c>. Writers of
/// keys choose the names: a name never leads out of <see cref="Folder"/>, never takes another's file, and a refused one does not affect the
/// others.
/// </remarks>
internal sealed class ForEach
{
    // Limits the refused names that are reported one by one; more would only fill the log, in every cycle.
    private const int MaxProblems = 20;

    // A placeholder for a name: no key contains it, and it is long enough for templates that split names.
    private static readonly string AnyName = new('\u0001', 64);

    private readonly SettingTemplate _destination;

    internal ForEach(string key, SettingTemplate destination, bool removesStaleFiles)
    {
        Key = key;
        _destination = destination;
        Folder = SharedFolder(destination);
        RemovesStaleFiles = removesStaleFiles;
    }

    /// <summary>The key whose children are used, as in templates: cleaned, without the prefix.</summary>
    public string Key { get; }

    /// <summary>The folder that contains all files, directly or below: the part of <c>dest</c> before the first name.</summary>
    public string Folder { get; }

    /// <summary>True where the file of a removed name is removed.</summary>
    public bool RemovesStaleFiles { get; }

    /// <summary>The destination with a name that no key can have: equal for resources that write the same files.</summary>
    internal string DestinationOfAnyName => _destination.Render(ForEachInstance.DotOf(AnyName, $"/{AnyName}"));

    /// <summary>False where all names yield one destination.</summary>
    internal bool NamesItsFiles => DestinationOfAnyName.Contains(AnyName[0], StringComparison.Ordinal);

    /// <inheritdoc cref="Folder"/>
    /// <exception cref="TemplateException">The template of <c>dest</c> failed.</exception>
    /// <exception cref="ResourceException">A variable is not set.</exception>
    internal static string SharedFolder(SettingTemplate destination)
    {
        var text = destination.Render(ForEachInstance.DotOf(AnyName, $"/{AnyName}"));
        var end = text.IndexOf(AnyName[0], StringComparison.Ordinal);
        return Path.GetDirectoryName(end < 0 ? text : text[..end] + "name") is { Length: > 0 } folder ? folder : ".";
    }

    /// <summary>Returns the files for the names below the key.</summary>
    /// <param name="resource">The resource that this is part of.</param>
    /// <param name="keys">The keys as in templates.</param>
    /// <param name="places">The places of files in this cycle.</param>
    /// <param name="isTaken">True for a file that another resource claims; null where no other matters.</param>
    internal ForEachFiles Expand(Resource resource, KeySnapshot keys, FilePlaces places, Func<FilePlace, bool>? isTaken = null)
    {
        isTaken ??= static _ => false;
        var problems = new List<ErrorText>();
        var found = new List<ForEachInstance>();
        var refused = 0;
        var isComplete = true;
        foreach (var name in ChildrenOf(keys))
        {
            var key = Key == "/" ? $"/{name}" : $"{Key}/{name}";
            try
            {
                if ((PathRules.FindProblemInName(name) ?? Find(name, key, resource, places, found)) is { } problem)
                {
                    Refuse(key, problem);
                }
            }
            catch (Exception exception) when (exception is TemplateException or ResourceException)
            {
                isComplete = false;
                Refuse(key, FailureText.Of(exception));
            }
        }

        var claimed = found.ToLookup(instance => instance.Place);
        foreach (var rivals in claimed.Where(IsQuarrel))
        {
            // Which of them is intended cannot be decided here: the file stays unchanged.
            foreach (var rival in rivals)
            {
                var destination = PathRules.Show(rival.File.Path);
                Refuse(
                    rival.Key,
                    isTaken(rivals.Key)
                        ? $"dest {destination} belongs to another resource"
                        : $"dest {destination} is not the only one of that name: it has to contain {{{{.Name}}}}");
            }
        }

        if (refused > MaxProblems)
        {
            problems.Add($"{refused - MaxProblems} more names below {Key} yield no file");
        }

        return new ForEachFiles(
            [.. claimed.Where(group => !IsQuarrel(group)).SelectMany(group => group)],
            problems,
            claimed,
            isComplete,
            isTaken,
            places);

        bool IsQuarrel(IGrouping<FilePlace, ForEachInstance> claims) => claims.Skip(1).Any() || isTaken(claims.Key);

        void Refuse(string key, ErrorText problem)
        {
            if (++refused <= MaxProblems)
            {
                problems.Add(ErrorText.Format($"no file is created for key {PathRules.Show(key)}: {problem}"));
            }
        }
    }

    // Functions in `dest` may convert a harmless name to anything, so the result is checked too.
    private string? Find(string name, string key, Resource resource, FilePlaces places, List<ForEachInstance> found)
    {
        var destination = _destination.Render(ForEachInstance.DotOf(name, key));
        if (PathRules.FindProblemInDestination(destination, PathOrigin.Computed) is { } problem)
        {
            return $"dest {PathRules.Show(destination)} cannot be used: {problem}";
        }

        var file = new TargetFile(resource, destination, PathOrigin.Computed);
        if (!RealPath.IsBelow(file.FullPath, Path.GetFullPath(Folder))
            || StepsUp(destination) > StepsUp(Folder))
        {
            return $"dest {PathRules.Show(destination)} is not a file below {Folder}";
        }

        // The path to the folder itself may contain links: the author of the resource chose it. Below it, names of keys determine the path.
        if (!places.IsAtOrBelow(FilePath.FolderOf(destination), Folder))
        {
            return $"dest {PathRules.Show(destination)} leads out of {Folder} by a link";
        }

        found.Add(new ForEachInstance(name, key, file, places.Of(destination)));
        return null;
    }

    private static int StepsUp(string path) => path.Split('/').Count(name => name == "..");

    private SortedSet<string> ChildrenOf(KeySnapshot keys)
    {
        var names = new SortedSet<string>(Utf8Order.Instance);
        var root = Encoding.UTF8.GetBytes(Key == "/" ? "/" : Key + "/");
        foreach (var key in keys.Keys)
        {
            if (!key.Span.StartsWith(root))
            {
                continue;
            }

            var rest = key.Span[root.Length..];
            var end = rest.IndexOf((byte)'/');
            if (!(rest.IsEmpty && Key == "/"))
            {
                names.Add(Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]));
            }
        }

        return names;
    }
}
