using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Shared;

namespace Confd.Cli.Flags.Authoring;

/// <summary>What a rule or the fallthrough serves, on a command line: <c>--variation true</c>, or <c>--weights
/// true=10,false=90</c>.</summary>
internal sealed class ShareList
{
    private readonly Option<string?> _variation = new("--variation")
    {
        Description = "What everyone who matches gets: a value, or :0 for the first.",
        HelpName = "VARIATION",
    };

    private readonly Option<VariationShare[]> _weights = new("--weights")
    {
        Description = "Shares in percent that add up to 100: true=10,false=90; a variation is its value, or :0 for the first.",
        HelpName = "VARIATION=PERCENT,…",
        CustomParser = Read,
    };

    private readonly Option<string?> _bucketBy = new("--by")
    {
        Description = "The attribute whose values are split; by default as before, or the key.",
        HelpName = "ATTRIBUTE",
    };

    private readonly Option<string?> _kind = new("--kind")
    {
        Description = "The kind of context that is split; by default as before, or user.",
        HelpName = "KIND",
    };

    public IEnumerable<Symbol> All => [_variation, _weights, _bucketBy, _kind];

    public void AddTo(Command command)
    {
        ItemCommand.Add(command, All);
        command.Check(result => (result.GetResult(_variation) is null) == (result.GetResult(_weights) is null)
            ? "give one of --variation and --weights"
            : null);
    }

    public IReadOnlyList<VariationShare> SharesOf(ParseResult arguments) => arguments.GetValue(_variation) is { } variation
        ? VariationShare.All(new VariationReference(variation))
        : arguments.GetRequiredValue(_weights);

    public string? BucketByOf(ParseResult arguments) => arguments.GetValue(_bucketBy);

    public string? KindOf(ParseResult arguments) => arguments.GetValue(_kind);

    private static VariationShare[]? Read(ArgumentResult result)
    {
        var shares = new List<VariationShare>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            // A value may contain '=' itself.
            var equals = text.LastIndexOf('=');
            if (equals <= 0 || !Weights.TryReadPercent(text[(equals + 1)..], out var percent))
            {
                result.AddError($"--weights: '{text}' is not of the form VARIATION=PERCENT");
                return null;
            }

            shares.Add(new VariationShare(new VariationReference(text[..equals]), percent));
        }

        return [.. shares];
    }
}
