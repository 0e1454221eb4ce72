# The table, its journal, and roles with no more than each needs. docs/dynamodb.md and docs/fleet.md say why; a test compares the actions.
#
#   module "confd" {
#     source           = "…/packaging/terraform"
#     table            = "confd-config"
#     oidc_provider    = "oidc.eks.eu-central-1.amazonaws.com/id/…"
#     service_accounts = ["default:myapp", "kube-system:confd"]
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "table" {
  description = "Name of the table."
  type        = string
  default     = "confd-config"
}

variable "name" {
  description = "What the names of the role and the policy begin with; by default the table's. They are the account's: a second region needs others."
  type        = string
  default     = ""
}

variable "partitioned" {
  description = "Keys live in partitions: reading a prefix costs what the prefix weighs."
  type        = bool
  default     = false
}

variable "trusted_services" {
  description = "Of ec2.amazonaws.com, ecs-tasks.amazonaws.com, pods.eks.amazonaws.com (Pod Identity); unset: EC2, none with an oidc_provider."
  type        = list(string)
  default     = null
}

variable "oidc_provider" {
  description = "Issuer of the cluster's tokens without https://, for IRSA; empty: service accounts cannot take the role."
  type        = string
  default     = ""
}

variable "service_accounts" {
  description = "Service accounts that may take the role by IRSA, each as NAMESPACE:NAME."
  type        = list(string)
  default     = []
}

locals {
  name             = var.name != "" ? var.name : var.table
  trusted_services = var.trusted_services != null ? var.trusted_services : var.oidc_provider == "" ? ["ec2.amazonaws.com"] : []
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_dynamodb_table" "config" {
  name             = var.table
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = var.partitioned ? "partition" : "key"
  range_key        = var.partitioned ? "key" : null
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "key"
    type = "S"
  }
  dynamic "attribute" {
    for_each = var.partitioned ? ["partition"] : []
    content {
      name = attribute.value
      type = "S"
    }
  }
  point_in_time_recovery { enabled = true }
  server_side_encryption { enabled = true }
}

# What `confd table journal enable` makes; run it once all the same, it writes the settings into the table.
resource "aws_dynamodb_table" "journal" {
  name         = "${var.table}-journal"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "kind"
  range_key    = "position"

  attribute {
    name = "kind"
    type = "S"
  }
  attribute {
    name = "position"
    type = "S"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  # It holds the same values for a while.
  server_side_encryption { enabled = true }
}

data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "ReadTable"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Scan", "dynamodb:DescribeTable"]
    resources = [aws_dynamodb_table.config.arn]
  }
  statement {
    sid       = "ReadPartition"
    actions   = ["dynamodb:Query"]
    resources = [aws_dynamodb_table.config.arn]
  }
  statement {
    sid       = "FollowStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"]
    resources = ["${aws_dynamodb_table.config.arn}/stream/*"]
  }
  statement {
    sid       = "ReadJournal"
    actions   = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.journal.arn]
  }
}

# For a few machines, or one process: who writes the journal sets what every watcher sees.
data "aws_iam_policy_document" "journal_writer" {
  statement {
    sid       = "WriteJournal"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.journal.arn]
  }
}

data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = toset(local.trusted_services)
    content {
      # EKS Pod Identity tags its sessions.
      actions = statement.value == "pods.eks.amazonaws.com" ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]
      principals {
        type        = "Service"
        identifiers = [statement.value]
      }
    }
  }
  dynamic "statement" {
    for_each = var.oidc_provider == "" ? [] : [var.oidc_provider]
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type = "Federated"
        identifiers = [
          "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${statement.value}"
        ]
      }
      condition {
        test     = "StringEquals"
        variable = "${statement.value}:sub"
        values   = [for account in var.service_accounts : "system:serviceaccount:${account}"]
      }
      condition {
        test     = "StringEquals"
        variable = "${statement.value}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "reader" {
  name               = "${local.name}-reader"
  assume_role_policy = data.aws_iam_policy_document.trust.json

  lifecycle {
    precondition {
      condition     = var.oidc_provider == "" || length(var.service_accounts) > 0
      error_message = "service_accounts has to name who may take the role by IRSA, each as NAMESPACE:NAME."
    }
  }
}

# What an instance of EC2 is given; the role alone cannot be.
resource "aws_iam_instance_profile" "reader" {
  count = contains(local.trusted_services, "ec2.amazonaws.com") ? 1 : 0
  name  = aws_iam_role.reader.name
  role  = aws_iam_role.reader.name
}

resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.reader.id
  policy = data.aws_iam_policy_document.reader.json
}

resource "aws_iam_policy" "journal_writer" {
  name   = "${local.name}-journal-writer"
  policy = data.aws_iam_policy_document.journal_writer.json
}

output "role_arn" {
  value = aws_iam_role.reader.arn
}

output "instance_profile" {
  value = one(aws_iam_instance_profile.reader[*].name)
}

output "journal_writer_policy_arn" {
  value = aws_iam_policy.journal_writer.arn
}
