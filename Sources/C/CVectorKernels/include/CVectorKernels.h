#pragma once
#include "rows.h"
#include "sinkhorn.h"
#include "transformer.h"
