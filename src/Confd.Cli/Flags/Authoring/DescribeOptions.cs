using System.CommandLine;
using Confd.Flags.Authoring.Edits;

namespace Confd.Cli.Flags.Authoring;

/// <summary>The options for descriptions of flags and segments.</summary>
internal sealed class DescribeOptions(bool withClientSide)
{
    private const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private readonly Option<string?> _name = new("--name") { Description = "The name that people read.", HelpName = "TEXT" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is for.", HelpName = "TEXT" };
    private readonly Option<string[]> _tags = new("--tags")
    {
        Description = "Tags between commas, in place of the earlier ones; an empty text removes them.",
        HelpName = "A,B",
    };

    private readonly Option<bool?> _clientSide = new("--client-side")
    {
        Description = "Let SDKs in browsers and mobile apps see the flag.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public IEnumerable<Symbol> All => withClientSide ? [_name, _description, _tags, _clientSide] : [_name, _description, _tags];

    public DescribeItem Read(ParseResult arguments) => new()
    {
        Name = arguments.GetValue(_name),
        Description = arguments.GetValue(_description),
        Tags = arguments.GetResult(_tags) is null
            ? null
            : [.. arguments.GetRequiredValue(_tags).SelectMany(text => text.Split(',', Tidy))],
        IsClientSide = withClientSide ? arguments.GetValue(_clientSide) : null,
    };
}
