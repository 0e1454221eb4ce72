using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Tools;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary>Keys and prefixes on the command line. An empty one is a usage error, which a script with an unset variable passes: it
/// would mean the whole table. So is one that is not clean for a command that writes or deletes everything below it.</summary>
internal static class PathArguments
{
    /// <summary>The argument <c>KEY</c>.</summary>
    public static Argument<string> CreateKey(string description = "The key.") =>
        NotEmpty(new Argument<string>("key") { Description = description });

    /// <summary>The argument <c>KEY...</c>.</summary>
    public static Argument<string[]> CreateKeys(string description) =>
        NotEmpty(new Argument<string[]>("key") { Description = description, Arity = ArgumentArity.OneOrMore });

    /// <summary>The argument <c>[PREFIX]</c>, by default all keys, for a command that reads what is below it.</summary>
    public static Argument<string> CreatePrefix(string description = "Where to look: the key itself and what lies below it.") =>
        NotEmpty(new Argument<string>("prefix") { Description = description, DefaultValueFactory = _ => KeyPath.Root });

    /// <summary>The argument <c>[PREFIX]</c> for a command that writes or deletes what is below it.</summary>
    public static Argument<string> CreateWrittenPrefix(string description)
    {
        var prefix = CreatePrefix(description);
        prefix.Validators.Add(RefuseUnclean);
        return prefix;
    }

    /// <summary>The option <c>--prefix</c> for a command that writes or deletes what is below it.</summary>
    public static Option<string> CreateWrittenPrefixOption(string description)
    {
        var prefix = new Option<string>("--prefix")
        {
            Description = description,
            HelpName = "PATH",
            DefaultValueFactory = _ => KeyPath.Root,
        };
        prefix.Validators.Add(RefuseUnclean);
        return TableOption.NotEmpty(prefix);
    }

    /// <summary>Makes a path that is not clean a usage error.</summary>
    public static void RefuseUnclean(SymbolResult result)
    {
        if (result.Tokens.Select(token => token.Value).FirstOrDefault(IsUnclean) is { } path)
        {
            result.AddError($"the prefix {path} is not a clean path; did you mean {KeyPath.Clean(path)}?");
        }
    }

    private static bool IsUnclean(string path) => path.Length > 0 && KeyPath.Clean(path) != path;

    private static Argument<T> NotEmpty<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"the {argument.Name} is empty{(argument.Name == "prefix" ? $"; all keys are {KeyPath.Root}" : "")}");
            }
        });
        return argument;
    }
}
