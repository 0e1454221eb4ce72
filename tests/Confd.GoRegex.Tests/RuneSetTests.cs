using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoRegex.Tests;

public sealed class RuneSetTests
{
    private static readonly Gen<RuneRange[]> AnyRanges =
        (from low in Gen.Choose(0, 400)
         from length in Gen.Choose(0, 40)
         select new RuneRange(low, low + length)).ArrayOf();

    [Fact]
    public void Of_AnyRanges_HoldsTheirMembersAndNoOthers()
        => Prop.ForAll(AnyRanges.ToArbitrary(), ranges =>
        {
            var set = RuneSet.Of(ranges);
            return Enumerable.Range(0, 500).All(rune =>
                set.Contains(rune) == Array.Exists(ranges, range => rune >= range.Low && rune <= range.High));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Of_AnyRanges_AreInOrderAndDoNotTouch()
        => Prop.ForAll(AnyRanges.ToArbitrary(), ranges =>
        {
            var set = RuneSet.Of(ranges).Ranges;
            for (var index = 1; index < set.Length; index++)
            {
                set[index].Low.ShouldBeGreaterThan(set[index - 1].High + 1);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Negate_Twice_IsTheSet()
        => Prop.ForAll(AnyRanges.ToArbitrary(), ranges =>
        {
            var set = RuneSet.Of(ranges);
            var complement = set.Negate();
            complement.Negate().Ranges.ToArray().ShouldBe(set.Ranges.ToArray());
            Enumerable.Range(0, 500).ShouldAllBe(rune => complement.Contains(rune) != set.Contains(rune));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Negate_AllAndNone_AreEachOther()
    {
        RuneSet.All.Negate().Ranges.Length.ShouldBe(0);
        RuneSet.Of([]).Negate().Ranges.ToArray().ShouldBe(RuneSet.All.Ranges.ToArray());
        RuneSet.All.Contains(0x10FFFF).ShouldBeTrue();
    }

    [Theory]
    [InlineData('a', 'a', 'a')]
    [InlineData('a', 'b', -1)]
    public void Single_Range_IsItsOnlyMember(int low, int high, int expected)
        => RuneSet.Of([new RuneRange(low, high)]).Single.ShouldBe(expected);
}
