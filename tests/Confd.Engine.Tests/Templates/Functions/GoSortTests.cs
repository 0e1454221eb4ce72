using System.Globalization;
using Confd.Engine.Templates.Functions;

namespace Confd.Engine.Tests.Templates.Functions;

public sealed class GoSortTests
{
    public static TheoryData<string, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, int>();
            foreach (var shape in (string[])["equal", "rising", "falling", "saw", "organ pipe", "few", "any", "almost"])
            {
                foreach (var length in (int[])[0, 1, 2, 11, 12, 13, 49, 50, 51, 127, 1000, 4097])
                {
                    shapes.Add(shape, length);
                }
            }

            return shapes;
        }
    }

    // Keys, and the places that they had before, recorded from sort.Sort with the code of Go 1.26: equal keys come in an order of its own.
    [Theory]
    [InlineData(
        "0 1 2 3 4 5 6 7 8",
        "0 1 2 3 4 5 6 7 8")]
    [InlineData(
        "6 0 14 2 14 3 5 3 2 10 17 12 7 8 18 3 5",
        "1 3 8 15 5 7 16 6 0 12 13 9 11 4 2 10 14")]
    [InlineData(
        "0 1 2 3 4 5 6 7 8 0 1 2 3 4 5 6",
        "9 0 1 10 2 11 3 12 4 13 5 14 6 15 7 8")]
    [InlineData(
        "0 1 2 0 4 5 6 7 8 9 10 5 12 13",
        "3 0 1 2 4 11 5 6 7 8 9 10 12 13")]
    [InlineData(
        "2 2 0 3 3 3 0 0 0 0 1 3 2 2 2 1 0 3 0 0 1 1 3 1 2 0",
        "18 19 2 25 16 9 6 7 8 15 10 23 21 20 14 0 12 1 13 24 5 4 17 22 11 3")]
    [InlineData(
        "2 23 18 16 21 10 19 11 9 2 24 20 13 16 20 12 14 8 22 24 4 22 23 0 18 0",
        "23 25 0 9 20 17 8 5 7 15 12 16 13 3 24 2 6 14 11 4 18 21 22 1 19 10")]
    [InlineData(
        "12 35 7 13 35 13 7 4 10 1 29 25 17 25 23 26 17 21 25 12 36 4 6 24 27",
        "9 21 7 22 2 6 8 0 19 3 5 12 16 17 14 23 13 11 18 15 24 10 4 1 20")]
    [InlineData(
        "0 1 2 3 4 11 6 16 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26",
        "0 1 2 3 4 6 8 9 10 11 5 12 13 14 15 7 16 17 18 19 20 21 22 23 24 25 26")]
    [InlineData(
        "16 16 16 15 15 15 14 14 14 13 13 13 12 12 12 11 11 11 10 10 10 9 9 9 8 8 8 7 7 7 6 6 6 5 5 5 4 4 4 3 3 3 2 2 2 1 1 1 0 0",
        "49 48 47 46 45 42 44 43 40 41 39 36 38 37 35 34 33 32 31 30 27 29 28 25 24 26 23 22 21 20 19 18 15 17 16 14 13 12 9 "
            + "11 10 8 7 6 5 4 3 0 2 1")]
    [InlineData(
        "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 29 28 27 26 25 24 23 22 21 20 19 "
            + "18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1",
        "0 59 1 2 58 3 57 4 56 55 5 54 6 53 7 8 52 51 9 10 50 11 49 12 48 13 47 14 46 45 15 16 44 17 43 18 42 41 19 20 40 39 "
            + "21 38 22 37 23 24 36 35 25 26 34 27 33 28 32 29 31 30")]
    [InlineData(
        "2 2 2 2 2 2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "31 53 52 51 50 49 48 47 46 45 44 43 42 41 40 39 38 37 36 35 34 33 32 13 16 25 26 27 28 29 30 23 22 21 20 19 18 17 "
            + "24 15 14 7 12 11 10 9 8 0 6 5 4 3 2 1")]
    public void Sort_EqualKeys_ComeInTheOrderOfGo(string keys, string places)
    {
        var data = keys.Split(' ').Select((key, place) => (Key: int.Parse(key, CultureInfo.InvariantCulture), Place: place)).ToArray();

        GoSort.Sort<(int Key, int Place)>(data, static (left, right) => left.Key < right.Key);

        string.Join(' ', data.Select(row => row.Place)).ShouldBe(places);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sort_AnyShape_IsInOrderAndLosesNothing(string shape, int length)
    {
        var random = new Random(length);
        var keys = Enumerable.Range(0, length).Select(index => shape switch
        {
            "equal" => 7,
            "rising" => index,
            "falling" => -index,
            "saw" => index % 17,
            "organ pipe" => index < length / 2 ? index : length - index,
            "few" => random.Next(3),
            "almost" => index % 50 == 0 ? random.Next(length) : index,
            _ => random.Next(),
        }).ToArray();
        var sorted = keys.ToArray();

        GoSort.Sort<int>(sorted, static (left, right) => left < right);

        sorted.ShouldBe(keys.Order());
    }

    // The bound on bad pivots: without it the first of these would take time in square of the length.
    [Fact]
    public void Sort_KeysChosenAgainstThePivots_TakeNoMoreComparisonsThanAHeapSort()
    {
        const int Length = 20_000;
        var comparisons = 0L;
        var gas = Length;
        var solid = 0;
        var values = Enumerable.Repeat(gas, Length).ToArray();
        var candidate = 0;
        var places = Enumerable.Range(0, Length).ToArray();

        // M. D. McIlroy, "A Killer Adversary for Quicksort": values are decided as late as they can be.
        GoSort.Sort<int>(places, (left, right) =>
        {
            comparisons++;
            if (values[left] == gas && values[right] == gas)
            {
                values[left == candidate ? left : right] = solid++;
            }

            candidate = values[left] == gas ? left : values[right] == gas ? right : candidate;
            return values[left] < values[right];
        });

        comparisons.ShouldBeLessThan(Length * 60L);
        places.Order().ShouldBe(Enumerable.Range(0, Length));
    }

    [Fact]
    public void Sort_ComparisonThatContradictsItself_EndsAndLosesNothing()
    {
        var random = new Random(3);
        for (var length = 0; length < 300; length++)
        {
            var data = Enumerable.Range(0, length).ToArray();

            GoSort.Sort<int>(data, (_, _) => random.Next(2) == 0);

            data.Order().ShouldBe(Enumerable.Range(0, length));
        }
    }

    [Fact]
    public void Sort_ComparisonThatThrows_ThrowsToItsCaller() =>
        Should.Throw<InvalidOperationException>(() => GoSort.Sort<int>([2, 1], static (_, _) => throw new InvalidOperationException()));
}
