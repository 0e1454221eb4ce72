namespace Confd.Engine.Documents;

/// <summary>What a scalar of a document means.</summary>
internal enum ScalarKind
{
    Text,
    Boolean,
    Number,
}
