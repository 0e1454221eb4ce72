using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Storage;

public sealed class PrerequisiteOrderTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a>b b", "b | a")]
    [InlineData("a>b b>c c", "c | b | a")]
    [InlineData("a>b,c b>c c d", "c d | b | a")]
    [InlineData("a>elsewhere", "a")]
    public void Stages_Flags_ComeAfterTheirPrerequisites(string flags, string stages) => Stages(flags).ShouldBe(stages);

    [Theory]
    [InlineData("a>b b>a")]
    [InlineData("a>a")]
    [InlineData("a>b b>c c>a d>a")]
    public void Stages_Cycle_IsBrokenAndNothingIsLost(string flags)
    {
        var keys = Stages(flags).Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);

        keys.Order(StringComparer.Ordinal).ShouldBe(flags.Split(' ').Select(flag => flag[..1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stages_NoItems_AreOneThatEmptiesTheKind()
    {
        var stage = PrerequisiteOrder.Stages(DataKind.Features, new Dictionary<string, VersionedItem>(), Graph([])).ShouldHaveSingleItem();

        (stage.Kind, stage.Items.Count).ShouldBe((DataKind.Features, 0));
    }

    [Fact]
    public void Stages_VeryLongChain_NeedsNoDeepStack()
    {
        const int Length = 100_000;
        var items = Enumerable.Range(0, Length).ToDictionary(number => $"f{number}", _ => Item());
        var asked = Enumerable.Range(0, Length - 1)
            .ToDictionary(number => $"f{number}", number => (IReadOnlyList<string>)[$"f{number + 1}"]);

        var stages = PrerequisiteOrder.Stages(DataKind.Features, items, asked).ToList();

        stages.Count.ShouldBe(Length);
        stages[0].Items.Keys.ShouldBe([$"f{Length - 1}"]);
    }

    // From "a>b,c b c" to "b c | a".
    private static string Stages(string flags)
    {
        var parts = flags.Split(' ').Select(flag => flag.Split('>')).ToList();
        var items = parts.ToDictionary(part => part[0], _ => Item());
        return string.Join(
            " | ",
            PrerequisiteOrder.Stages(DataKind.Features, items, Graph(parts))
                .Select(stage => string.Join(' ', stage.Items.Keys.Order(StringComparer.Ordinal))));
    }

    private static Dictionary<string, IReadOnlyList<string>> Graph(List<string[]> parts) => parts
        .Where(part => part.Length > 1)
        .ToDictionary(part => part[0], part => (IReadOnlyList<string>)part[1].Split(','));

    private static VersionedItem Item() => new(1, "{}"u8.ToArray());
}
