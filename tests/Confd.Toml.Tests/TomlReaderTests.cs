using System.Globalization;
using System.Text;

namespace Confd.Toml.Tests;

public sealed class TomlReaderTests
{
    [Fact]
    public void Read_EmptyDocument_ReturnsEmptyTable() => Read("").Count.ShouldBe(0);

    [Fact]
    public void Read_Keys_KeepTheOrderOfTheDocument() =>
        Read("z = 1\na = 2\n[m]\n[b]\n").Keys.ShouldBe(["z", "a", "m", "b"]);

    [Fact]
    public void Read_Stopped_Stops() =>
        Should.Throw<OperationCanceledException>(
            () => TomlReader.Read("a = 1"u8, "f.toml", cancellationToken: new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("k = 9223372036854775807", long.MaxValue)]
    [InlineData("k = -9223372036854775808", long.MinValue)]
    [InlineData("k = 0x7fff_ffff_ffff_ffff", long.MaxValue)]
    [InlineData("k = 0o755", 493)]
    [InlineData("k = 0b1101_0110", 214)]
    [InlineData("k = +1_000", 1000)]
    public void Read_Integer_KeepsAll64Bits(string text, long expected) => Read(text)["k"].AsInteger().ShouldBe(expected);

    [Theory]
    [InlineData("k = 1e-400", 0.0)]
    [InlineData("k = 6.626e-34", 6.626e-34)]
    [InlineData("k = 1_0.0_1", 10.01)]
    [InlineData("k = -inf", double.NegativeInfinity)]
    public void Read_Float_ReturnsTheNearestDouble(string text, double expected) => Read(text)["k"].AsFloat().ShouldBe(expected);

    [Theory]
    [InlineData("k = \"a\\tb\\u00e9\\U0001F680\"", "a\tbé🚀")]
    [InlineData("k = 'C:\\dir'", "C:\\dir")]
    [InlineData("k = \"\"\"\nfirst \\\n   second\"\"\"", "first second")]
    [InlineData("k = \"\"\"\"quoted\"\"\"\"\"", "\"quoted\"\"")]
    [InlineData("k = '''\r\nline\r\n'''", "line\r\n")]
    [InlineData("k = \"\"\"a \\ b\"\"\"", null)]
    public void Read_String_FollowsTheRulesOfItsKind(string text, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<TomlException>(() => Read(text));
        }
        else
        {
            Read(text)["k"].AsString().ShouldBe(expected);
        }
    }

    [Fact]
    public void Read_OffsetDateTime_KeepsWallClockAndOffset()
    {
        var value = Read("k = 1979-05-27 00:32:00.123456789-07:00")["k"];

        value.AsOffsetDateTime().ShouldBe(new DateTimeOffset(1979, 5, 27, 7, 32, 0, TimeSpan.Zero).AddTicks(1234567));
        value.AsLocalDateTime().ShouldBe(new DateTime(1979, 5, 27, 0, 32, 0).AddTicks(1234567));
        value.AsOffset().ShouldBe(TimeSpan.FromHours(-7));
    }

    [Fact]
    public void AsOffsetDateTime_OffsetBeyondFourteenHours_FailsAtTheValueOnly()
    {
        var value = Read("k = 1979-05-27T00:00:00+23:59")["k"];

        value.AsOffset().ShouldBe(new TimeSpan(23, 59, 0));
        Should.Throw<TomlException>(() => value.AsOffsetDateTime()).Message
            .ShouldEndWith(":1:5: this date is outside the range that can be computed with");
    }

    [Fact]
    public void Read_LocalDateAndTime_AreTheirOwnKinds()
    {
        var table = Read("d = 2024-02-29\nt = 23:59:59.5\nl = 2024-02-29t12:00:00");

        table["d"].AsLocalDate().ShouldBe(new DateOnly(2024, 2, 29));
        table["t"].AsLocalTime().ShouldBe(new TimeOnly(23, 59, 59, 500));
        table["l"].AsLocalDateTime().ShouldBe(new DateTime(2024, 2, 29, 12, 0, 0));
    }

    [Fact]
    public void Read_ArrayOfTables_CollectsItsElements()
    {
        var fruits = Read("[[fruit]]\nname = 'apple'\n[fruit.skin]\ncolor = 'red'\n[[fruit]]\nname = 'banana'\n")["fruit"].AsArray();

        fruits.Select(fruit => fruit.AsTable()["name"].AsString()).ShouldBe(["apple", "banana"]);
        fruits[0].AsTable()["skin"].AsTable()["color"].AsString().ShouldBe("red");
        fruits[1].AsTable().ContainsKey("skin").ShouldBeFalse();
    }

    [Fact]
    public void Read_Values_KnowTheirPlace()
    {
        var table = Read("# é🚀\nä = [1,\n  'é', true] # x\n[a.b]\nc.d = {e = 1}\n".Replace("ä", "\"ä\"", StringComparison.Ordinal));

        table["ä"].Position.ShouldBe(new SourcePosition(2, 7));
        table["ä"].AsArray()[1].Position.ShouldBe(new SourcePosition(3, 3));
        table["ä"].AsArray()[2].Position.ShouldBe(new SourcePosition(3, 8));
        table["a"].AsTable()["b"].AsTable().Position.ShouldBe(new SourcePosition(4, 1));
        table["a"].AsTable()["b"].AsTable()["c"].AsTable()["d"].AsTable()["e"].Position.ShouldBe(new SourcePosition(5, 12));
    }

    [Theory]
    [InlineData("a = 1\na = 2", "f.toml:2:1: 'a' is defined twice: first at line 1")]
    [InlineData("[t]\n[t]", "f.toml:2:2: 't' is defined twice: first at line 1")]
    [InlineData("[t.a]\n[t]\na.b = 1", "f.toml:3:1: 'a' is already complete (line 1): a dotted key cannot add to it")]
    [InlineData("a = {b = 1}\n[a.c]", "f.toml:2:2: 'a' is already complete (line 1): a header cannot add to it")]
    [InlineData("a = \"x", "f.toml:1:5: this string has no closing \" on its line")]
    [InlineData("a = '''x", "f.toml:1:5: this string has no closing '''")]
    [InlineData(
        "a = \"\\q\"",
        "f.toml:1:6: unknown escape in a string: allowed are \\b \\t \\n \\f \\r \\\" \\\\ \\e \\xXX \\uXXXX \\UXXXXXXXX")]
    [InlineData("a = 9223372036854775808", "f.toml:1:5: this number does not fit into 64 bits")]
    [InlineData("a = 1e400", "f.toml:1:5: this number does not fit into 64 bits")]
    [InlineData("a = [-1.7976931348623159e308]", "f.toml:1:6: this number does not fit into 64 bits")]
    [InlineData("a = 0xffffffffffffffff", "f.toml:1:5: this number does not fit into 64 bits")]
    [InlineData("a = yes", "f.toml:1:5: this is not a value: text needs quotation marks, numbers look like 1, -2.5, 1e6 or 0xFF")]
    [InlineData("a = 2023-02-29", "f.toml:1:5: no such date or time: expected the form 1979-05-27T07:32:00Z or a part of it")]
    [InlineData("a 1", "f.toml:1:3: expected = behind the key but found '1'")]
    [InlineData("a =", "f.toml:1:4: expected a value but found the end of the file")]
    [InlineData("a = 1 b = 2", "f.toml:1:7: expected the end of the line but found 'b'")]
    [InlineData("a = [1 2]", "f.toml:1:8: expected , or ] in the array but found '2'")]
    [InlineData(
        "a = {b = 1\nc = 2}", "f.toml:2:1: expected , or } in the inline table but found 'c'")]
    [InlineData("[a\n", "f.toml:1:3: expected ] behind the table's name but found the end of the line")]
    [InlineData("# \u0001", "f.toml:1:3: control character U+0001 is not allowed in a comment")]
    public void Read_BrokenDocument_NamesPlaceAndReason(string text, string message) =>
        Should.Throw<TomlException>(() => Read(text)).Message.ShouldBe(message);

    [Fact]
    public void Read_BytesThatAreNotUtf8_NamesTheByte() =>
        Should.Throw<TomlException>(() => TomlReader.Read([.. "é = 1\na = \""u8, 0xFF, .. "\""u8], "f.toml"))
            .Message.ShouldBe("f.toml:2:6: invalid UTF-8: byte 0xFF does not belong here");

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Read_NestedTooDeep_IsRefused(char open, char close)
    {
        var inside = open == '{' ? "{a = " : "[";
        var depth = TomlReader.MaxDepth;

        Read($"k = {Repeat(inside, depth)}1{new string(close, depth)}").Count.ShouldBe(1);
        Should.Throw<TomlException>(() => Read($"k = {Repeat(inside, 100_000)}")).Reason.ShouldContain("deeper than 128");
    }

    [Theory]
    [InlineData("", "{0} = 1")]
    [InlineData("a.", "[{0}]")]
    [InlineData("a.", "[[{0}]]")]
    [InlineData("a.b.c.d.", "[a.b]\n{0} = {{ c = [] }}")]
    [InlineData("a.", "k = {{ {0} = 1 }}")]
    public void Read_KeysNestTooDeep_IsRefused(string used, string document)
    {
        var left = TomlReader.MaxDepth - used.Count('.');

        Read(string.Format(CultureInfo.InvariantCulture, document, Repeat("a.", left) + "a")).Count.ShouldBe(1);
        Should.Throw<TomlException>(() => Read(string.Format(CultureInfo.InvariantCulture, document, Repeat("a.", left + 1) + "a")))
            .Reason.ShouldBe("values nest deeper than 128 levels");
        Should.Throw<TomlException>(() => Read(string.Format(CultureInfo.InvariantCulture, document, Repeat("a.", 100_000) + "a")));
    }

    [Fact]
    public void Read_DamagedDocuments_FailWithAPlaceInsideOrAreRead()
    {
        const string Sample = "# c\nt = \"a\\n\"\n[a.\"b\"]\nx = [1, {y = 2}, 1979-05-27 07:32:00Z]\n[[z]]\nf = -1.5e3 # é\n"
            + "m = \"\"\"\nq\\\n \"\"\"\n";
        var random = new Random(20260101);
        var bytes = Encoding.UTF8.GetBytes(Sample);
        var (read, refused) = (0, 0);

        for (var round = 0; round < 20_000; round++)
        {
            var damaged = Damage(bytes, random);
            try
            {
                TomlReader.Read(damaged, "f.toml", cancellationToken: Cancellation);
                read++;
            }
            catch (TomlException error)
            {
                refused++;
                error.Line.ShouldBeInRange(1, damaged.Count(unit => unit == '\n') + 1);
                error.Column.ShouldBeInRange(1, damaged.Length + 1);
            }
        }

        read.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Read_LongDocument_TakesTimeInProportion()
    {
        // One line with 200,000 values: counting columns from the line's start for each would take minutes.
        var text = "k = [" + Repeat("1,", 200_000) + "]";

        Read(text)["k"].AsArray()[^1].Position.ShouldBe(new SourcePosition(1, 400_004));
    }

    private static byte[] Damage(byte[] document, Random random)
    {
        var copy = document.AsSpan(0, random.Next(document.Length + 1)).ToArray();
        for (var changes = random.Next(4); changes > 0 && copy.Length > 0; changes--)
        {
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        }

        return copy;
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static TomlTable Read(string text) => TomlReader.Read(Encoding.UTF8.GetBytes(text), "f.toml");
}
