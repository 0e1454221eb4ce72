namespace Confd.Engine.Documents;

/// <summary>The type of a scalar of a document.</summary>
internal enum ScalarKind
{
    Text,
    Boolean,
    Number,
}
