using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Formatting;

/// <summary>Rows are Go's <c>fmt.Sprint</c> and <c>Sprintln</c> of the <see cref="Samples"/>.</summary>
public sealed class GoFormatTests
{
    [Theory]
    [InlineData("", "", "\n")]
    [InlineData("int 42", "42", "42\n")]
    [InlineData("int 42|int -7", "42 -7", "42 -7\n")]
    [InlineData("hello|hello", "hellohello", "hello hello\n")]
    [InlineData("hello|int 42", "hello42", "hello 42\n")]
    [InlineData("int 42|hello", "42hello", "42 hello\n")]
    [InlineData("int 42|hello|int -7", "42hello-7", "42 hello -7\n")]
    [InlineData("true|false", "true false", "true false\n")]
    [InlineData("nil|nil", "<nil> <nil>", "<nil> <nil>\n")]
    [InlineData("nil|hello|nil", "<nil>hello<nil>", "<nil> hello <nil>\n")]
    [InlineData("float 1.5|float 1.5|hello", "1.5 1.5hello", "1.5 1.5 hello\n")]
    [InlineData("ints|strings", "[1 -2 300] [a b c]", "[1 -2 300] [a b c]\n")]
    [InlineData("level|level", "L3 L3", "L3 L3\n")]
    [InlineData("bytes|bytes", "[104 105 33] [104 105 33]", "[104 105 33] [104 105 33]\n")]
    [InlineData("map|nil list|pair", "map[a:x b:1] [] {/k v}", "map[a:x b:1] [] {/k v}\n")]
    public void Sprint_Values_AreSpacedAsInGo(string names, string expected, string line)
    {
        GoFormat.Sprint(Samples.All(names)).ToString().ShouldBe(expected);
        GoFormat.Sprintln(Samples.All(names)).ToString().ShouldBe(line);
    }

    [Fact]
    public void Sprintf_BytesThatAreNoUtf8_Survive()
        => GoFormat.Sprintf(new ByteString([0xFF, (byte)'%', (byte)'s']), Value.FromString(new ByteString([0xFE])))
            .Span.ToArray().ShouldBe([0xFF, 0xFE]);

    [Fact]
    public void Quote_Text_IsThatOfItsBytes() => GoFormat.Quote("a\"☃\n").ShouldBe("\"a\\\"☃\\n\"");
}
