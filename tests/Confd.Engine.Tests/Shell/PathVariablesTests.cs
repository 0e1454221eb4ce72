using Confd.Engine.Shell;

namespace Confd.Engine.Tests.Shell;

public sealed class PathVariablesTests
{
    [Theory]
    [InlineData("rm \"$X\"", "X", false)]
    [InlineData("X=1; rm \"$X\"", "X", false)]
    [InlineData("X=PATH0; rm \"$X\"", "X", true)]
    [InlineData("X=$CONFD_SRC; rm \"$X\"", "X", true)]
    [InlineData("X=1; X=$Y; Y=$CONFD_DEST; rm \"$X\"", "X", true)]
    [InlineData("X=$Y; Y=$X; rm \"$X\"", "X", false)]
    [InlineData("X=$Y; Y=$X; Y=$1; rm \"$X\"", "X", true)]
    [InlineData("X=$(cat pid); kill $X", "X", false)]
    [InlineData("X=$(basename PATH0); rm \"$X\"", "X", true)]
    [InlineData("for X in 1 2; do echo \"$X\"; done", "X", false)]
    [InlineData("for X in 1 PATH0; do echo \"$X\"; done", "X", true)]
    [InlineData("read X; rm \"$X\"", "X", true)]
    [InlineData("printf -v X %s PATH0; rm \"$X\"", "X", true)]
    [InlineData("export X=1; rm \"$X\"", "X", false)]
    [InlineData("export X=PATH0; rm \"$X\"", "X", true)]
    [InlineData("(X=PATH0); rm \"$X\"", "X", true)]
    [InlineData("true", "1", true)]
    [InlineData("true", "_", true)]
    [InlineData("true", "CONFD_DEST", true)]
    public void MayBePath_Variable_DependsOnItsAssignmentInTheCommand(string command, string variable, bool expected)
    {
        var variables = new PathVariables(command, ShellParser.Read(command, ["PATH0"]));

        variables.MayBePath(new ShellPiece(ShellPieceKind.Variable, variable, ShellQuoting.Double, 0)).ShouldBe(expected);
    }
}
