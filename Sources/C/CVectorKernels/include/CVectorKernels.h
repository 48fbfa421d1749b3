#pragma once
#include "area.h"
#include "rows.h"
#include "sinkhorn.h"
#include "transformer.h"
